using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Differing;

/// <summary>Gathers differences. An answer that differs everywhere is told by its first fields and <c>(more)</c>.</summary>
internal sealed class Findings
{
    private const int Most = 64;
    private static readonly Difference More = new("(more)", DifferenceKind.Value);

    private readonly SortedDictionary<Difference, Shape> _found = [];

    private readonly Dictionary<Difference, ValuePair> _values = [];

    public int Count => _found.Count;

    /// <summary>How often something was found, the same field in several elements of a list each time.</summary>
    public int Times { get; private set; }

    public int Fields { get; set; }

    /// <param name="field">The field.</param>
    /// <param name="kind">How it differs.</param>
    /// <param name="shape">How its values look.</param>
    /// <param name="values">The values, of a field that is allowed; else null.</param>
    public void Add(string field, DifferenceKind kind, Shape shape, ValuePair? values = null)
    {
        Times++;
        var difference = new Difference(field, kind);
        if (_found.ContainsKey(difference)) return;
        var isNamed = _found.Count < Most;
        _found[isNamed ? difference : More] = shape;
        if (isNamed && values is not null) _values[difference] = values;
    }

    public void Add(Findings other)
    {
        foreach (var (difference, shape) in other._found) Add(difference.Field, difference.Kind, shape, other._values.GetValueOrDefault(difference));
    }

    public Found End() => new([.. _found.Keys], Fields, _found, _values);
}
