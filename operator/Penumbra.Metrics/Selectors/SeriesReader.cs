using System.Text;
using Penumbra.Core.Objectives;
using Penumbra.Metrics.Pods;

namespace Penumbra.Metrics.Selectors;

/// <summary>Turns a sample of whatever source into a series of an objective.</summary>
internal static class SeriesReader
{
    /// <summary>A counter's series; null, with what is wrong, for what no counter can be.</summary>
    /// <param name="origin">What tells equal labels apart, such as a pod's UID; may be empty.</param>
    /// <param name="role">What it counts.</param>
    /// <param name="name">The metric.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="value">Its value.</param>
    public static (SeriesSample? Series, string Wrong) Counter(string origin, SeriesRole role, string name, LabelSet labels, double value)
    {
        if (!double.IsFinite(value) || value < 0) return (null, $"{name} is not a count");
        var bound = double.PositiveInfinity;
        if (role == SeriesRole.Bucket && (!TryBound(labels["le"], out bound) || double.IsNaN(bound))) return (null, $"a bucket of {name} has no number as its le");
        var key = origin.Length == 0 ? $"{role}|{labels.Canonical(name)}" : $"{origin}|{role}|{labels.Canonical(name)}";
        var pod = origin.Length > 0 ? origin : labels["pod"] is { Length: > 0 } named ? named : labels["instance"];
        return (new SeriesSample(key, role, value, bound, pod, role == SeriesRole.Bucket ? labels.Without("le").Canonical(name) : ""), "");
    }

    private static bool TryBound(string text, out double bound) => Exposition.TryNumber(Encoding.UTF8.GetBytes(text), out bound);
}
