package org.saev.internal.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.saev.DeviceUnavailableException;
import org.saev.spi.Backend;

/** The back ends on the class path, and the choice of one by the name of a device. */
final class Backends {

  private final List<Backend> all;

  Backends(List<Backend> all) {
    this.all = List.copyOf(all);
  }

  static Backends find() {
    return new Backends(
        ServiceLoader.load(Backend.class, Backends.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  /**
   * Chooses. Only {@code "auto"} leaves a choice: any other device is there, or refused.
   *
   * @throws DeviceUnavailableException if the device isn't there; says why
   */
  Choice choose(String device) {
    return device.equals("auto") ? fastest() : named(device);
  }

  private Choice fastest() {
    return all.stream()
        .filter(backend -> backend.unavailableReason(backend.defaultDevice()).isEmpty())
        .max(Comparator.comparingInt(Backend::rank))
        .map(backend -> new Choice(backend, backend.defaultDevice()))
        .orElseThrow(
            () -> new DeviceUnavailableException("auto", "no back end can be used: " + names()));
  }

  private Choice named(String device) {
    Backend backend =
        all.stream()
            .filter(candidate -> candidate.handles(device))
            .findFirst()
            .orElseThrow(
                () ->
                    new DeviceUnavailableException(
                        device,
                        "no back end on the class path has such a device; there are " + names()));
    Optional<String> reason = backend.unavailableReason(device);
    if (reason.isPresent()) {
      throw new DeviceUnavailableException(device, reason.get());
    }
    return new Choice(backend, device);
  }

  private String names() {
    return all.stream()
        .map(
            backend ->
                backend.name()
                    + backend
                        .unavailableReason(backend.defaultDevice())
                        .map(reason -> " (" + reason + ")")
                        .orElse(" (device '" + backend.defaultDevice() + "')"))
        .collect(Collectors.joining(", "));
  }

  /**
   * A back end and one of its devices.
   *
   * @param backend the back end
   * @param device a device of it that is available
   */
  record Choice(Backend backend, String device) {}
}
