using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Apply;

/// <summary>A set of field paths as a tree, in the form of <c>fieldsV1</c>: <c>f:name</c>, <c>k:{…}</c> and <c>v:…</c> are the steps. Built once, then only read.</summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Whether the path to here is itself in the set.</summary>
    public bool IsMember { get; set; }

    /// <summary>The steps from here.</summary>
    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    public bool IsEmpty => !IsMember && _children.Count == 0;

    public static FieldSet FromJson(JsonObject? json)
    {
        var set = new FieldSet();
        foreach (var (step, value) in json ?? [])
        {
            if (step == ".") continue;
            var child = FromJson(value as JsonObject);
            child.IsMember = value is not JsonObject { Count: > 0 } inner || inner.ContainsKey(".");
            set._children[step] = child;
        }

        return set;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (step, child) in _children)
        {
            var inner = child.ToJson();
            if (child.IsMember && inner.Count > 0) inner.Insert(0, ".", new JsonObject());
            json[step] = inner;
        }

        return json;
    }

    /// <summary>The node after a step, made where it is missing.</summary>
    public FieldSet At(string step)
    {
        if (_children.TryGetValue(step, out var found)) return found;
        return _children[step] = new FieldSet();
    }

    /// <summary>Drops the branches that came to nothing.</summary>
    public FieldSet Trim()
    {
        foreach (var (step, child) in _children.ToArray())
        {
            if (child.Trim().IsEmpty) _children.Remove(step);
        }

        return this;
    }

    public FieldSet Union(FieldSet other) => Combine(other, (a, b) => a || b);

    public FieldSet Except(FieldSet other) => Combine(other, (a, b) => a && !b);

    public FieldSet Intersect(FieldSet other) => Combine(other, (a, b) => a && b);

    /// <summary>The set without the branches whose roots are members of the other.</summary>
    public FieldSet WithoutBranches(FieldSet cut)
    {
        var copy = new FieldSet { IsMember = IsMember };
        foreach (var (step, child) in _children)
        {
            if (!cut._children.TryGetValue(step, out var inner)) copy._children[step] = child;
            else if (!inner.IsMember && child.WithoutBranches(inner) is { IsEmpty: false } left) copy._children[step] = left;
        }

        return copy;
    }

    /// <summary>Only the branch of one first step.</summary>
    public FieldSet Only(string step)
    {
        var copy = new FieldSet();
        if (_children.TryGetValue(step, out var child)) copy._children[step] = child;
        return copy;
    }

    /// <summary>With every named member that has something below it in the set too.</summary>
    public FieldSet WithParents()
    {
        var copy = new FieldSet { IsMember = IsMember };
        foreach (var (step, child) in _children)
        {
            var inner = child.WithParents();
            inner.IsMember |= step.StartsWith("f:", StringComparison.Ordinal) && inner._children.Count > 0;
            copy._children[step] = inner;
        }

        return copy;
    }

    /// <summary>Every path in the set, as messages show them: <c>.spec.steps[name="s2"].weight</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (IsMember) yield return prefix;
        foreach (var (step, child) in _children)
        {
            foreach (var path in child.Paths(prefix + PathStep.Show(step))) yield return path;
        }
    }

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> member)
    {
        var result = new FieldSet { IsMember = member(IsMember, other.IsMember) };
        foreach (var step in _children.Keys.Union(other._children.Keys))
        {
            var mine = _children.GetValueOrDefault(step) ?? new FieldSet();
            var combined = mine.Combine(other._children.GetValueOrDefault(step) ?? new FieldSet(), member);
            if (!combined.IsEmpty) result._children[step] = combined;
        }

        return result;
    }
}
