package dev.sealedbid.benchmarks;

import java.util.List;

/**
 * The straight line that is nearest to some points (least squares).
 *
 * @param intercept where it begins
 * @param slope how steep it is
 * @param rSquared how much of the points' variation it explains, 0 to 1
 */
record LinearFit(double intercept, double slope, double rSquared) {
  /** A point. */
  record Point(double x, double y) {}

  /**
   * Of two points or more.
   *
   * @throws IllegalArgumentException for fewer than two different x
   */
  static LinearFit of(List<Point> points) {
    double meanX = points.stream().mapToDouble(Point::x).average().orElse(0);
    double meanY = points.stream().mapToDouble(Point::y).average().orElse(0);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (Point point : points) {
      xx += (point.x() - meanX) * (point.x() - meanX);
      xy += (point.x() - meanX) * (point.y() - meanY);
      yy += (point.y() - meanY) * (point.y() - meanY);
    }
    if (xx == 0) {
      throw new IllegalArgumentException("a line needs two points");
    }
    double slope = xy / xx;
    return new LinearFit(meanY - slope * meanX, slope, yy == 0 ? 1 : xy * xy / (xx * yy));
  }
}
