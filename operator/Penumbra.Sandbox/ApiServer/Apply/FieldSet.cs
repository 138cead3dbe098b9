using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Apply;

/// <summary>A set of field paths as a tree, in the form of <c>fieldsV1</c>: <c>f:name</c>, <c>k:{…}</c> and <c>v:…</c> are the steps. Built once, then only read.</summary>
internal sealed class FieldSet
{
    private static readonly SortedDictionary<string, FieldSet> None = new(StringComparer.Ordinal);

    // Most nodes are leaves: those have no dictionary. Subtrees are shared between sets where nothing differs.
    private SortedDictionary<string, FieldSet> _children = None;

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
            set.Put(step, child);
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
        var made = new FieldSet();
        Put(step, made);
        return made;
    }

    /// <summary>Drops the branches that came to nothing.</summary>
    public FieldSet Trim()
    {
        if (_children.Count == 0) return this;
        foreach (var (step, child) in _children.ToArray())
        {
            if (child.Trim().IsEmpty) _children.Remove(step);
        }

        return this;
    }

    public FieldSet Union(FieldSet other) => Combine(other, left: true, right: true, both: true);

    public FieldSet Except(FieldSet other) => Combine(other, left: true, right: false, both: false);

    public FieldSet Intersect(FieldSet other) => Combine(other, left: false, right: false, both: true);

    /// <summary>Whether both hold the same paths.</summary>
    public bool SameAs(FieldSet other) => ReferenceEquals(this, other) || (IsMember == other.IsMember && _children.Count == other._children.Count
        && _children.All(pair => other._children.TryGetValue(pair.Key, out var theirs) && pair.Value.SameAs(theirs)));

    /// <summary>The set without the branches whose roots are members of the other.</summary>
    public FieldSet WithoutBranches(FieldSet cut)
    {
        var copy = new FieldSet { IsMember = IsMember };
        foreach (var (step, child) in _children)
        {
            if (!cut._children.TryGetValue(step, out var inner)) copy.Put(step, child);
            else if (!inner.IsMember && child.WithoutBranches(inner) is { IsEmpty: false } left) copy.Put(step, left);
        }

        return copy;
    }

    /// <summary>Only the branch of one first step.</summary>
    public FieldSet Only(string step)
    {
        var copy = new FieldSet();
        if (_children.TryGetValue(step, out var child)) copy.Put(step, child);
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
            copy.Put(step, inner);
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

    // What only one side has is taken over as it is.
    private FieldSet Combine(FieldSet other, bool left, bool right, bool both)
    {
        var result = new FieldSet { IsMember = IsMember && other.IsMember ? both : (IsMember && left) || (other.IsMember && right) };
        foreach (var (step, mine) in _children)
        {
            if (other._children.TryGetValue(step, out var theirs)) result.PutIfAny(step, mine.Combine(theirs, left, right, both));
            else if (left) result.PutIfAny(step, mine);
        }

        if (!right) return result;
        foreach (var (step, theirs) in other._children)
        {
            if (!_children.ContainsKey(step)) result.PutIfAny(step, theirs);
        }

        return result;
    }

    private void PutIfAny(string step, FieldSet child)
    {
        if (!child.IsEmpty) Put(step, child);
    }

    private void Put(string step, FieldSet child)
    {
        if (ReferenceEquals(_children, None)) _children = new SortedDictionary<string, FieldSet>(StringComparer.Ordinal);
        _children[step] = child;
    }
}
