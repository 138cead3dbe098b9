using System.Text;

namespace Penumbra.Metrics.Selectors;

/// <summary>The labels of one series, in ordinal order.</summary>
internal sealed class LabelSet
{
    private readonly KeyValuePair<string, string>[] _labels;

    private LabelSet(KeyValuePair<string, string>[] labels) => _labels = labels;

    /// <summary>No labels.</summary>
    public static LabelSet Empty { get; } = new([]);

    /// <summary>The value, or empty as for every label that is not there.</summary>
    public string this[string name]
    {
        get
        {
            foreach (var (key, value) in _labels)
            {
                if (string.Equals(key, name, StringComparison.Ordinal)) return value;
            }

            return "";
        }
    }

    /// <summary>Sorts labels; null when a name comes twice.</summary>
    public static LabelSet? Create(List<KeyValuePair<string, string>> labels)
    {
        var sorted = labels.ToArray();
        Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        for (var index = 1; index < sorted.Length; index++)
        {
            if (string.Equals(sorted[index].Key, sorted[index - 1].Key, StringComparison.Ordinal)) return null;
        }

        return new LabelSet(sorted);
    }

    /// <summary>All labels but one.</summary>
    public LabelSet Without(string name) => new([.. _labels.Where(label => !string.Equals(label.Key, name, StringComparison.Ordinal))]);

    /// <summary>One spelling of the values of some labels: equal exactly where they are.</summary>
    public string Of(IReadOnlyList<string> names) => string.Join(',', names.Select(name => PromQlText.Quote(this[name])));

    /// <summary>One spelling of the series: two series have the same exactly when name and labels are the same.</summary>
    public string Canonical(string name)
    {
        var text = new StringBuilder(name).Append('{');
        var first = true;
        foreach (var (key, value) in _labels)
        {
            if (!first) text.Append(',');
            first = false;
            text.Append(key).Append('=').Append(PromQlText.Quote(value));
        }

        return text.Append('}').ToString();
    }
}
