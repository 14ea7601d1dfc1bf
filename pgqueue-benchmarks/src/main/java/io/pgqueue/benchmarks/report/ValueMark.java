package io.pgqueue.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import org.knowm.xchart.internal.chartpart.Annotation;

/**
 * What stands at the top of a bar: a whisker from the least to the most, and the value above it. XChart's own error bars
 * are symmetric, and on a logarithmic axis they are not to scale; its labels stand inside of the bar, where a small one
 * has no room.
 */
final class ValueMark extends Annotation {

    /** XChart puts a whole position of a category axis at the left of the bar's share. */
    private static final double MIDDLE = 0.5;

    private static final int HALF_CAP = 5;
    private static final int GAP = 6;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.BOLD, 12);

    private final int position;
    private final Series values;
    private final String label;

    /** @param position of the bar, from 0 */
    ValueMark(int position, Series values, String label) {
        super(false);
        this.position = position;
        this.values = values;
        this.label = label;
    }

    @Override
    public void paint(Graphics2D g) {
        int x = getXAxisScreenValue(position + MIDDLE);
        int top = getYAxisScreenValue(values.most());
        int bottom = getYAxisScreenValue(values.least());
        g.setColor(Color.BLACK);
        if (bottom - top > 1) {
            g.setStroke(new BasicStroke(1.5f));
            g.draw(new Line2D.Double(x, top, x, bottom));
            g.draw(new Line2D.Double(x - HALF_CAP, top, x + HALF_CAP, top));
            g.draw(new Line2D.Double(x - HALF_CAP, bottom, x + HALF_CAP, bottom));
        }
        TextLayout layout = new TextLayout(label, FONT, new FontRenderContext(null, true, false));
        double left = x - layout.getBounds().getWidth() / 2;
        Shape outline = layout.getOutline(AffineTransform.getTranslateInstance(left, top - GAP));
        g.fill(outline);
    }
}
