using System.Text.Json.Nodes;
using Penumbra.Core.Common;

namespace Penumbra.Fuzz.Meanings;

/// <summary>A SnapshotRefreshTemplate: what a refresh comes to that takes all from it.</summary>
public sealed class TemplateMeaning : IMeaning
{
    /// <inheritdoc/>
    public (string Meaning, IReadOnlyList<Problem> Problems) Read(JsonObject stored)
    {
        var refresh = new JsonObject
        {
            ["metadata"] = new JsonObject { ["namespace"] = "shop", ["name"] = "nightly", ["uid"] = "u-1", ["resourceVersion"] = "1" },
            ["spec"] = new JsonObject { ["templateRef"] = new JsonObject { ["name"] = "standard" } },
        };
        return new RefreshMeaning(stored).Read(refresh);
    }
}
