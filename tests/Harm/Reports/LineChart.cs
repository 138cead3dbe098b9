using System.Globalization;
using System.Text;

namespace Penumbra.Harm.Reports;

/// <summary>A chart with two logarithmic axes, as SVG text: written by hand, so that the same figures give the same file.</summary>
public sealed class LineChart(string title, string across, string up)
{
    private const double Left = 70, Top = 40, Width = 560, Height = 300;
    private static readonly string[] Colours = ["#1b6ca8", "#c0392b", "#7f8c8d", "#b9770e", "#6c3483", "#229954"];
    private readonly List<(string Name, IReadOnlyList<(double X, double Y)> Points)> _lines = [];

    /// <summary>Adds a line; points that are not positive are left out, as logarithms have it.</summary>
    public LineChart With(string name, IEnumerable<(double X, double Y)> points)
    {
        _lines.Add((name, [.. points.Where(point => point is { X: > 0, Y: > 0 })]));
        return this;
    }

    public override string ToString()
    {
        var points = _lines.SelectMany(line => line.Points).ToList();
        var (left, right) = (Math.Floor(Math.Log10(points.Min(point => point.X))), Math.Ceiling(Math.Log10(points.Max(point => point.X))));
        var (low, high) = (Math.Floor(Math.Log10(points.Min(point => point.Y))), Math.Ceiling(Math.Log10(points.Max(point => point.Y))));
        if (high <= low) high = low + 1;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 {Top + Height + 60 + _lines.Count * 18:0}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        Text(svg, Left, 24, title, "start", 15);
        for (var power = low; power <= high; power++)
        {
            var y = Y(power);
            Line(svg, Left, y, Left + Width, y, "#ddd");
            Text(svg, Left - 6, y + 4, Label(power), "end");
        }

        for (var power = left; power <= right; power++)
        {
            var x = X(power);
            Line(svg, x, Top, x, Top + Height, "#ddd");
            Text(svg, x, Top + Height + 16, Label(power), "middle");
        }

        Text(svg, Left + Width / 2, Top + Height + 34, across, "middle");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"16\" y=\"{Top + Height / 2:0}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {Top + Height / 2:0})\">{up}</text>\n");
        for (var index = 0; index < _lines.Count; index++)
        {
            var colour = Colours[index % Colours.Length];
            var (name, line) = _lines[index];
            var path = string.Join(' ', line.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(Math.Log10(point.X)):0.0},{Y(Math.Log10(point.Y)):0.0}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"{(index == 0 ? 3 : 1.6)}\" points=\"{path}\"/>\n");
            foreach (var point in line)
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(Math.Log10(point.X)):0.0}\" cy=\"{Y(Math.Log10(point.Y)):0.0}\" r=\"3\" fill=\"{colour}\"/>\n");
            var legend = Top + Height + 56 + index * 18;
            Line(svg, Left, legend - 4, Left + 24, legend - 4, colour);
            Text(svg, Left + 32, legend, name, "start");
        }

        return svg.Append("</svg>\n").ToString();

        double X(double log) => Left + Width * (log - left) / Math.Max(1, right - left);
        double Y(double log) => Top + Height * (1 - (log - low) / (high - low));
    }

    private static string Label(double power) => power switch
    {
        < 0 => Math.Pow(10, power).ToString("0.####", CultureInfo.InvariantCulture),
        _ => Math.Pow(10, power).ToString("#,0", CultureInfo.InvariantCulture),
    };

    private static void Line(StringBuilder svg, double fromX, double fromY, double toX, double toY, string colour) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{fromX:0.0}\" y1=\"{fromY:0.0}\" x2=\"{toX:0.0}\" y2=\"{toY:0.0}\" stroke=\"{colour}\" stroke-width=\"1.5\"/>\n");

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, int size = 12) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.0}\" y=\"{y:0.0}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{text.Replace("&", "&amp;", StringComparison.Ordinal)}</text>\n");
}
