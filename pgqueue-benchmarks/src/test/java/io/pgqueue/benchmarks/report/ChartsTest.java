package io.pgqueue.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ChartsTest {

    private static final List<Figure> FIGURES =
            List.of(figure("a < b & c", 10, 12), figure("pgqueue", 300, 320), figure("floor", 500, 510));

    @Test
    void anSvgIsWellFormedAndNamesAllContestantsTheMostFirst() throws Exception {
        Document document = parse(Charts.svg("A & B", FIGURES));

        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("A & B");
        assertThat(document.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("floor: 505 tasks/s; pgqueue: 310 tasks/s; a < b & c: 11.0 tasks/s");
    }

    @Test
    void theSameFiguresGiveTheSameFile() {
        assertThat(Charts.svg("Drain", FIGURES)).isEqualTo(Charts.svg("Drain", FIGURES));
    }

    @Test
    void theAxisIsLogarithmicWhereTheMostIsOver20TimesTheLeast() {
        assertThat(Charts.isLogarithmic(List.of(figure("a", 1), figure("b", 20))))
                .isFalse();
        assertThat(Charts.isLogarithmic(List.of(figure("a", 1), figure("b", 21))))
                .isTrue();
        assertThat(Charts.isLogarithmic(List.of(figure("a", 0), figure("b", 21))))
                .isFalse();
    }

    @Test
    void figuresThatCannotShareAnAxisAreNotDrawn() {
        assertThat(Charts.canDraw(List.of(figure("a", 1), new Figure("Drain", "b", "ms", Series.of(1), ""))))
                .isFalse();
        assertThat(Charts.canDraw(List.of(figure("a", Double.NaN)))).isFalse();
        assertThat(Charts.canDraw(FIGURES)).isTrue();
    }

    private static Figure figure(String name, double... values) {
        return new Figure("Drain", name, "tasks/s", Series.of(values), "");
    }

    private static Document parse(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
