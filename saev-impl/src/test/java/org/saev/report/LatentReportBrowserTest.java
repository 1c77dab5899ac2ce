package org.saev.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.saev.report.ColoredSquares.Square;

/** The pages in a real browser. Skipped where there is no Chromium with its driver. */
@Tag("browser")
@EnabledIf(
    value = "org.saev.report.Chromium#isInstalled",
    disabledReason = "skipped: no chromium and chromedriver on the PATH")
class LatentReportBrowserTest {

  private static final List<String> PAGES =
      List.of("#/", "#/latents", "#/latent/0", "#/latent/7", "#/examples", "#/filter");

  @TempDir static Path folder;

  private static ColoredSquares squares;
  private static Chromium browser;
  private static Path page;
  private static Path singleFile;

  @BeforeAll
  static void start() {
    browser = Chromium.start(folder.resolve("profile"));
    squares = new ColoredSquares(45);
    squares.report().writeFolder(folder.resolve("report"));
    page = folder.resolve("report").resolve("index.html");
    singleFile = folder.resolve("single.html");
    squares.report().writeFile(singleFile);
  }

  @AfterAll
  static void stop() {
    browser.close();
    squares.close();
  }

  @AfterEach
  void nothingComplained() {
    assertThat(browser.complaints()).isEmpty();
    browser.size(1280, 900);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pages_openFromDiskWithoutNetwork(boolean single) {
    browser.open(single ? singleFile : page, "#/");
    assertThat(browser.find("h1").getText()).isEqualTo("Squares " + ColoredSquares.HOSTILE);
    for (String hash : PAGES) {
      browser.go(hash);
      assertThat(browser.find("h1").getText()).isNotBlank().isNotEqualTo("Not found");
    }
    browser.go(example(squares.atlas.examples().get(0).id()));
    assertThat(browser.all(".heat img")).isNotEmpty();
    assertThat(
            browser.driver.executeScript(
                "return performance.getEntriesByType('resource').map(e => e.name)"
                    + ".filter(n => !n.startsWith('file:') && !n.startsWith('data:'))"))
        .isEqualTo(List.of());
    assertThat(browser.all("img[onerror]")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, red", "1, green", "2, blue"})
  void heatMap_showsTheSquareAndItsWord(int latent, String color) {
    browser.open(page, "#/latent/" + latent);

    assertThat(browser.find("h1").getText()).startsWith(color);
    List<WebElement> cards = browser.all("article.card");
    assertThat(cards).hasSize(16);
    for (WebElement card : cards) {
      Square square = squares.squares.get(text(card, ".head a"));
      assertThat(ColoredSquares.COLORS[square.color()]).isEqualTo(color);
      assertThat(firing(card)).isEqualTo(covered(square));
      assertThat(text(card, ".word.fires")).isEqualTo(color);
    }
    assertThat(browser.all(".pairs li")).hasSize(8);
  }

  @Test
  void hovering_tellsTheActivation() {
    browser.open(page, "#/latent/0");
    browser.driver.executeScript(
        """
        const box = document.querySelector('.heat');
        const area = box.getBoundingClientRect();
        const mark = box.querySelector('.mark').getBoundingClientRect();
        box.dispatchEvent(new PointerEvent('pointermove', {
          clientX: mark.left + mark.width / 2, clientY: mark.top + mark.height / 2 }));
        """);

    assertThat(browser.find("#tip").getText()).matches("row \\d, column \\d: [12]\\.?\\d*");
  }

  @Test
  void search_findsLatentsByWordAndNumber() {
    browser.open(page, "#/");
    browser.find("#query").sendKeys("green", Keys.ENTER);
    browser.until("return document.querySelector('[data-ready=latents]') !== null");
    assertThat(rows()).containsExactly("#1");

    WebElement query = browser.find("#query");
    query.clear();
    query.sendKeys("3");
    assertThat(rows()).containsExactly("#3");
    query.clear();
    query.sendKeys("no such latent");
    assertThat(rows()).isEmpty();
    assertThat(browser.find("[role=status]").getText()).isEqualTo("0 of 10 latents");
  }

  @Test
  void list_isSortedAndFiltered() {
    browser.open(page, "#/latents");
    browser.find("[role=columnheader]:nth-child(1) button").click();
    assertThat(rows()).startsWith("#0", "#1", "#2").hasSize(10);
    browser.find("[role=columnheader]:nth-child(1) button").click();
    assertThat(rows()).startsWith("#9", "#8");
    browser.find("[data-kind=shared]").click();
    assertThat(rows()).containsExactly("#2", "#1", "#0");
    assertThat(browser.driver.getCurrentUrl()).endsWith("#/latents?kind=shared&sort=latent&up=0");
  }

  @Test
  void links_leadToExamplesAndBack() {
    browser.open(page, "#/latent/2");
    String id = browser.find("article.card .head a").getText();
    browser.find("article.card .head a").click();
    browser.until("return document.querySelector('[data-ready=example]') !== null");
    assertThat(browser.find("h1").getText()).isEqualTo(id);
    assertThat(browser.find(".pick button[aria-pressed=true]").getText()).startsWith("#2 blue");
    assertThat(firing(browser.find(".stage"))).isEqualTo(covered(squares.squares.get(id)));

    browser.find(".stage a").click();
    browser.until("return document.querySelector('[data-ready=latent]') !== null");
    assertThat(browser.driver.getCurrentUrl()).endsWith("#/latent/2");
    browser.driver.navigate().back();
    browser.until("return document.querySelector('[data-ready=example]') !== null");
  }

  @Test
  void deepLinks_toWhatIsNotThereSaySo() {
    browser.open(page, "#/latent/99");
    assertThat(browser.find("main").getText()).contains("numbered from 0 to 9");
    browser.go("#/example/nobody");
    assertThat(browser.find("main").getText()).contains("no example named \"nobody\"");
  }

  @Test
  void patchMask_blacksOutTheLowest() {
    String id = squares.atlas.examples().get(3).id();
    browser.open(page, example(id));
    assertThat(browser.all(".heat .black")).hasSize(8);
    browser.driver.executeScript(
        "const s = document.getElementById('share'); s.value = 25; s.dispatchEvent(new Event('input'));");
    assertThat(browser.all(".heat .black")).hasSize(12);
    assertThat(browser.find("output").getText()).isEqualTo("25 %");
  }

  @Test
  void notes_standBesideTheirExamples() {
    browser.open(page, example(squares.noted()));
    assertThat(browser.find(".note").getText()).isEqualTo(ColoredSquares.HOSTILE);
    browser.go(example(squares.atlas.examples().get(1).id()));
    assertThat(browser.all(".note")).isEmpty();
  }

  @Test
  void keys_lead() {
    browser.open(page, "#/latent/4");
    WebElement body = browser.find("body");
    body.sendKeys("j");
    browser.until("return location.hash === '#/latent/5'");
    browser.ready();
    body.sendKeys("k");
    browser.until("return location.hash === '#/latent/4'");
    browser.ready();
    body.sendKeys("/");
    assertThat(browser.driver.switchTo().activeElement().getAttribute("id")).isEqualTo("query");
  }

  @Test
  void ownLabels_areKept() {
    browser.open(page, "#/latent/3");
    browser.find("#label").sendKeys("white <b>paper</b>", Keys.ENTER);
    browser.open(page, "#/latent/3");
    assertThat(browser.find("h1").getText()).startsWith("white <b>paper</b>");
    browser.find("#label").clear();
    browser.find("#label").sendKeys(Keys.ENTER);
  }

  @ParameterizedTest
  @CsvSource({"1280, light", "390, dark"})
  void pages_areAccessibleAndFit(int width, String theme) throws IOException {
    browser.size(width, 900);
    browser.open(page, "#/");
    if (!theme.equals(
        browser.driver.executeScript("return document.documentElement.dataset.theme"))) {
      browser.find("#theme").click();
    }
    for (String hash : PAGES) {
      check(hash, width);
    }
    check(example(squares.atlas.examples().get(1).id()), width);
  }

  private static void check(String hash, int width) throws IOException {
    browser.go(hash);
    assertThat(browser.inaccessible()).as(hash).isEmpty();
    assertThat((Long) browser.driver.executeScript("return document.documentElement.scrollWidth"))
        .as(hash)
        .isLessThanOrEqualTo(width);
  }

  private static String example(String id) {
    return "#/example/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static List<String> rows() {
    return browser.all(".rows .row a").stream().map(WebElement::getText).toList();
  }

  private static String text(WebElement in, String selector) {
    return in.findElement(org.openqa.selenium.By.cssSelector(selector)).getText();
  }

  /** The patches of the first image that are drawn as firing, such as "1,2". */
  private static Set<String> firing(WebElement in) {
    return in.findElements(org.openqa.selenium.By.cssSelector(".heat rect[data-value]")).stream()
        .map(rect -> rect.getAttribute("y") + "," + rect.getAttribute("x"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> covered(Square square) {
    Set<String> patches = new TreeSet<>();
    for (int row = square.row(); row < square.row() + 2; row++) {
      for (int column = square.column(); column < square.column() + 2; column++) {
        patches.add(row + "," + column);
      }
    }
    return patches;
  }
}
