/**
 * Training: {@link org.saev.training.Trainer}, every choice of training mathematics as {@link
 * org.saev.training.TrainingConfig}, and {@link org.saev.training.TrainingProgress}.
 */
package org.saev.training;
