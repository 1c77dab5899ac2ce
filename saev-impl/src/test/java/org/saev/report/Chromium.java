package org.saev.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A browser without a window, and what tests do with it. */
final class Chromium implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final ChromeDriver driver;

  private Chromium(Path chromium, Path driverFile, Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(driverFile.toFile())
                .usingAnyFreePort()
                .build(),
            options);
  }

  /** Tells whether the browser and its driver are there. */
  static boolean isInstalled() {
    return browserFile().isPresent() && driverFile().isPresent();
  }

  /** Starts the installed browser. */
  static Chromium start(Path profile) {
    return new Chromium(browserFile().orElseThrow(), driverFile().orElseThrow(), profile);
  }

  private static Optional<Path> browserFile() {
    return installed("chromium", "chromium-browser", "google-chrome");
  }

  private static Optional<Path> driverFile() {
    return installed("chromedriver");
  }

  private static Optional<Path> installed(String... names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(names)
        .flatMap(name -> Stream.of(path.split(":", -1)).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page and waits until it is drawn. */
  void open(Path file, String hash) {
    driver.get("about:blank");
    driver.get(file.toUri() + hash);
    ready();
  }

  /** Follows a link within the page. */
  void go(String hash) {
    driver.executeScript(
        """
        if (location.hash !== arguments[0]) {
          document.querySelectorAll('[data-ready]').forEach(e => delete e.dataset.ready);
          location.hash = arguments[0];
        }
        """,
        hash);
    ready();
  }

  void ready() {
    until("return document.querySelector('[data-ready]') !== null");
    until("return document.querySelectorAll('.heat.empty').length === 0");
    until("return [...document.images].every(image => image.complete)");
  }

  void until(String script) {
    new WebDriverWait(driver, PATIENCE).until(any -> driver.executeScript(script).equals(true));
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.manage().window().setSize(new Dimension(Math.max(500, width), height));
  }

  /** What the page has complained of since the last call. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  /** What axe-core finds serious or critical: rule and elements. */
  @SuppressWarnings("unchecked")
  List<String> inaccessible() throws IOException {
    try (InputStream in = Chromium.class.getResourceAsStream("/axe.min.js")) {
      driver.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<String>)
        driver.executeAsyncScript(
            """
            const done = arguments[0];
            axe.run(document, {preload: false}).then(found => done(found.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))));
            """);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
