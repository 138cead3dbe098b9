using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Fuzz.Contract;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.SnapshotRefreshes;

namespace Penumbra.Fuzz.Meanings;

/// <summary>A SnapshotRefresh: merged with the template that it names, where that is the standard one, as the operator merges them.</summary>
/// <param name="template">The template <c>standard</c>; null where there is none.</param>
public sealed class RefreshMeaning(JsonObject? template) : IMeaning
{
    /// <inheritdoc/>
    public (string Meaning, IReadOnlyList<Problem> Problems) Read(JsonObject stored)
    {
        var refresh = View(stored);
        var entry = RefreshReading.Read(refresh, RefreshReading.TemplateOf(refresh) == "standard" && template is not null ? View(template) : null);

        // The worker is given the merged spec as it is; what the rules make of it is all that either does.
        return (Dump.Of(entry.Spec), entry.Problems);
    }

    private static CustomView View(JsonObject stored) => stored.Deserialize(ViewJson.Default.CustomView)!;
}
