using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Differing;

/// <summary>A field by its path, with the rules that hold for it. Elements of a list share one node, so that paths are made once for each field and not for each value.</summary>
internal sealed class FieldNode
{
    private const int LongestPath = 256;

    private readonly FieldRules _rules;
    private readonly Dictionary<string, FieldNode> _children = new(StringComparer.Ordinal);
    private FieldNode? _element;

    private FieldNode(FieldRules rules, string path)
    {
        _rules = rules;
        Path = path.Length <= LongestPath ? path : $"{path[..(LongestPath - 1)]}…";
        IsIgnored = rules.Ignored.Contains(path);
        IsAllowed = rules.Allowed.Contains(path);
        IsOrderless = rules.Orderless.Contains(path);
        Tolerance = rules.Tolerated.GetValueOrDefault(path);
    }

    public string Path { get; }

    public bool IsIgnored { get; }

    /// <summary>Whether its values may be kept.</summary>
    public bool IsAllowed { get; }

    public bool IsOrderless { get; }

    public Tolerance? Tolerance { get; }

    /// <summary>Whether a value stood here that was compared.</summary>
    public bool IsLeaf { get; set; }

    public static FieldNode Root(FieldRules rules, string path) => new(rules, path);

    public FieldNode Child(string key)
    {
        if (_children.TryGetValue(key, out var known)) return known;
        return _children[key] = new FieldNode(_rules, $"{Path}.{key}");
    }

    public FieldNode Element() => _element ??= new FieldNode(_rules, $"{Path}[]");

    /// <summary>How many fields were compared from here on.</summary>
    public int Leaves() => (IsLeaf ? 1 : 0) + (_element?.Leaves() ?? 0) + _children.Values.Sum(child => child.Leaves());
}
