using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>One commit, as watches and old snapshots need it.</summary>
/// <param name="Version">The resourceVersion of the commit.</param>
/// <param name="Verb">ADDED, MODIFIED or DELETED.</param>
/// <param name="Table">The table it happened in.</param>
/// <param name="Key">The object's key there.</param>
/// <param name="Object">The object after the commit; for a deletion, as it was last, with the version of the deletion.</param>
/// <param name="Previous">The object before the commit, or null.</param>
internal sealed record HistoryEntry(long Version, string Verb, string Table, string Key, JsonObject Object, JsonObject? Previous);
