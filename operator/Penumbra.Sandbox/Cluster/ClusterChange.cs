using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.Cluster;

/// <summary>One committed change of the store, in the order of resource versions.</summary>
/// <param name="Verb"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>, as a watch names it.</param>
/// <param name="Type">The kind of the object.</param>
/// <param name="Object">The object after the change; for a deletion, as it was last. Never modified: clone to edit.</param>
/// <param name="Previous">The object before the change, or null when it is new.</param>
public sealed record ClusterChange(string Verb, ResourceType Type, JsonObject Object, JsonObject? Previous);
