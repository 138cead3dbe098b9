using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using OpenTelemetry;

namespace Penumbra.Operator.Telemetry;

/// <summary>Lines of the Prometheus text format 0.0.4.</summary>
public static class PrometheusText
{
    /// <summary>What comes before the series of one metric.</summary>
    public static void Head(StringBuilder text, string name, string type, string description)
    {
        if (description.Length > 0) text.Append("# HELP ").Append(name).Append(' ').Append(description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <summary>One series.</summary>
    /// <param name="text">Where it goes.</param>
    /// <param name="name">The metric.</param>
    /// <param name="labels">Its labels as <see cref="Labels(ReadOnlySpan{KeyValuePair{string, object?}})"/> writes them.</param>
    /// <param name="value">Its value.</param>
    public static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>Labels without their braces.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var tag in tags) Add(text, tag);
        return text.ToString();
    }

    /// <summary>Labels without their braces.</summary>
    [SuppressMessage("Naming", "CA1716", Justification = "OpenTelemetry's own collection of the same.")]
    public static string Labels(ReadOnlyTagCollection tags)
    {
        var text = new StringBuilder();
        foreach (var tag in tags) Add(text, tag);
        return text.ToString();
    }

    /// <summary>A name as the format allows it: the runtime's own instruments have dots, and one would cost the whole scrape.</summary>
    public static string Name(string instrument) => instrument.Replace('.', '_');

    /// <summary>A value as the format writes it.</summary>
    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private static void Add(StringBuilder text, KeyValuePair<string, object?> tag)
    {
        if (text.Length > 0) text.Append(',');
        text.Append(Name(tag.Key)).Append("=\"").Append(Escaped(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "")).Append('"');
    }

    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
