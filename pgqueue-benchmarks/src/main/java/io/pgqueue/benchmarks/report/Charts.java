package io.pgqueue.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.CategoryStyler;

/** Bar charts as SVG: a bar is the median, its whisker goes from the least round to the most. Needs no display. */
final class Charts {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 460;
    private static final Color OURS = new Color(0x1F6FEB);
    private static final Color OTHERS = new Color(0x8C959F);
    private static final Color GRID = new Color(0xD8DEE4);
    private static final Pattern DECIMALS = Pattern.compile("(\\d\\.\\d{2})\\d+");
    private static final double LOGARITHMIC_FROM = 20;
    /** How far at least the base of a logarithmic axis is under the least value, so that its bar can be seen. */
    private static final double LEAST_ABOVE_BASE = 2;

    private static final int LABEL_PIXELS_A_LETTER = 7;

    private Charts() {}

    /** Whether the figures can share an axis. */
    static boolean canDraw(List<Figure> figures) {
        return figures.stream().map(Figure::unit).distinct().count() == 1
                && figures.stream()
                        .flatMap(figure -> figure.values().values().stream())
                        .allMatch(value -> Double.isFinite(value) && value >= 0)
                && figures.stream().anyMatch(figure -> figure.values().most() > 0);
    }

    /** The most first; equal ones by name. */
    static List<Figure> sorted(List<Figure> figures) {
        return figures.stream()
                .sorted(Comparator.comparingDouble(
                                (Figure figure) -> -figure.values().median())
                        .thenComparing(Figure::name))
                .toList();
    }

    /**
     * The chart as an SVG document, the same each time for the same figures and fonts.
     *
     * @param figures that {@link #canDraw} accepts
     * @throws ChartException if this JVM cannot draw, as without fonts
     */
    static String svg(String title, List<Figure> figures) {
        System.setProperty("java.awt.headless", "true");
        List<Figure> bars = sorted(figures);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart(title, bars), bytes, VectorGraphicsFormat.SVG);
        } catch (IOException | RuntimeException | LinkageError | InternalError e) {
            // A JVM without fontconfig or freetype fails with one or another of these, depending on its version.
            throw new ChartException(e);
        }
        // Outlines come with up to 15 decimals, which is most of the file; a hundredth of a pixel is enough.
        String svg = DECIMALS.matcher(bytes.toString(StandardCharsets.UTF_8)).replaceAll("$1");
        return withText(svg, title, bars);
    }

    static boolean isLogarithmic(List<Figure> figures) {
        double least = least(figures);
        return least > 0 && most(figures) > LOGARITHMIC_FROM * least;
    }

    private static CategoryChart chart(String title, List<Figure> bars) {
        boolean logarithmic = isLogarithmic(bars);
        String unit = bars.get(0).unit();
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle((unit.isEmpty() ? "ratio" : unit) + (logarithmic ? " (logarithmic)" : ""))
                .build();
        style(chart.getStyler(), bars, logarithmic);
        List<String> names = bars.stream().map(Figure::name).toList();
        // A series has one colour, so that there is one for us and one for the others, each with gaps.
        List<@Nullable Double> ours = medians(bars, true);
        List<@Nullable Double> others = medians(bars, false);
        if (ours.stream().anyMatch(Objects::nonNull)) {
            chart.addSeries("pgqueue", names, ours).setFillColor(OURS);
        }
        if (others.stream().anyMatch(Objects::nonNull)) {
            chart.addSeries("others", names, others).setFillColor(OTHERS);
        }
        for (int i = 0; i < bars.size(); i++) {
            Series values = bars.get(i).values();
            chart.addAnnotation(new ValueMark(i, values, Numbers.text(values.median(), unit)));
        }
        return chart;
    }

    private static void style(CategoryStyler styler, List<Figure> bars, boolean logarithmic) {
        styler.setOverlapped(true);
        styler.setAvailableSpaceFill(bars.size() > 2 ? 0.6 : 0.3);
        styler.setLegendVisible(false);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setPlotGridLinesColor(GRID);
        // A dashed line would be written dash by dash.
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setAxisTickMarksColor(GRID);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setYAxisLabelAlignment(TextAlignment.Right);
        styler.setYAxisDecimalPattern("#,##0.####");
        styler.setLocale(Locale.ROOT);
        styler.setYAxisLogarithmic(logarithmic);
        styler.setYAxisMin(logarithmic ? decadeUnder(least(bars) / LEAST_ABOVE_BASE) : 0.0);
        styler.setYAxisMax(logarithmic ? most(bars) * 2 : most(bars) * 1.12);
        int longest = bars.stream().mapToInt(bar -> bar.name().length()).max().orElse(0);
        // XChart drops a label without a word where it does not fit.
        if (longest * LABEL_PIXELS_A_LETTER * bars.size() > WIDTH) {
            styler.setXAxisLabelRotation(30);
        }
    }

    private static List<@Nullable Double> medians(List<Figure> bars, boolean ours) {
        List<@Nullable Double> medians = new ArrayList<>(Collections.nCopies(bars.size(), null));
        for (int i = 0; i < bars.size(); i++) {
            if (bars.get(i).name().toLowerCase(Locale.ROOT).startsWith("pgqueue") == ours) {
                medians.set(i, bars.get(i).values().median());
            }
        }
        return medians;
    }

    private static double least(List<Figure> figures) {
        return figures.stream()
                .mapToDouble(figure -> figure.values().least())
                .min()
                .orElse(0);
    }

    private static double most(List<Figure> figures) {
        return figures.stream()
                .mapToDouble(figure -> figure.values().most())
                .max()
                .orElse(0);
    }

    private static double decadeUnder(double value) {
        return Math.pow(10, Math.floor(Math.log10(value)));
    }

    /** Letters are drawn as outlines; a screen reader and a search find the names and figures in the description. */
    private static String withText(String svg, String title, List<Figure> bars) {
        String description = bars.stream()
                .map(bar -> bar.name() + ": "
                        + Numbers.withUnit(Numbers.text(bar.values().median(), bar.unit()), bar.unit()))
                .collect(Collectors.joining("; "));
        int root = svg.indexOf('>', svg.indexOf("<svg")) + 1;
        return svg.substring(0, root) + "<title>" + xml(title) + "</title><desc>" + xml(description) + "</desc>"
                + svg.substring(root);
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** This JVM cannot draw. The message is the innermost cause's: the outer ones only say where it failed. */
    static final class ChartException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ChartException(Throwable cause) {
            super(innermost(cause).toString(), cause);
        }

        private static Throwable innermost(Throwable thrown) {
            Throwable cause = thrown.getCause();
            return cause == null ? thrown : innermost(cause);
        }
    }
}
