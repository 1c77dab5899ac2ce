/**
 * The stable interfaces of saev: activations in, sparse autoencoders, scores of image-text
 * agreement out. Depends on nothing but {@code java.base}; an implementation is found by {@link
 * java.util.ServiceLoader}.
 */
module org.saev.api {
  exports org.saev;
  exports org.saev.activations;
  exports org.saev.sae;
  exports org.saev.training;
  exports org.saev.scoring;
  exports org.saev.evaluation;
  exports org.saev.spi;

  uses org.saev.spi.Engine;
}
