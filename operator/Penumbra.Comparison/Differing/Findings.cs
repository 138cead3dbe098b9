using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Differing;

/// <summary>Gathers differences. An answer that differs everywhere is told by its first fields and <c>(more)</c>.</summary>
internal sealed class Findings
{
    private const int Most = 64;
    private static readonly Difference More = new("(more)", DifferenceKind.Value);

    private readonly SortedDictionary<Difference, Shape> _found = [];

    public int Count => _found.Count;

    public int Fields { get; set; }

    public void Add(string field, DifferenceKind kind, Shape shape)
    {
        var difference = new Difference(field, kind);
        if (_found.ContainsKey(difference)) return;
        _found[_found.Count < Most ? difference : More] = shape;
    }

    public void Add(Findings other)
    {
        foreach (var (difference, shape) in other._found) Add(difference.Field, difference.Kind, shape);
    }

    public Found End() => new([.. _found.Keys], Fields, _found);
}
