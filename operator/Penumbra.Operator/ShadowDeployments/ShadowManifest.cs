using System.Text.Json.Nodes;
using Penumbra.Core.Common;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>The beginning of every object that is made for a shadow. Pure.</summary>
public static class ShadowManifest
{
    /// <summary>An object of ours without content.</summary>
    /// <param name="entry">Whose it is.</param>
    /// <param name="apiVersion">Its group and version.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    public static JsonObject Object(ShadowEntry entry, string apiVersion, string kind, string name) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject
        {
            ["namespace"] = entry.Namespace,
            ["name"] = name,
            ["labels"] = new JsonObject { [Keys.Shadow] = entry.Name, ["app.kubernetes.io/managed-by"] = "penumbra" },
            ["annotations"] = new JsonObject { [Keys.OwnerUid] = entry.View.Uid },
        },
    };

    /// <summary>The same where no filter leads to it: it goes with the shadow by itself.</summary>
    /// <param name="entry">Whose it is.</param>
    /// <param name="apiVersion">Its group and version.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    public static JsonObject Owned(ShadowEntry entry, string apiVersion, string kind, string name)
    {
        var made = Object(entry, apiVersion, kind, name);
        made["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "penumbra.dev/v1alpha1", ["kind"] = "ShadowDeployment", ["name"] = entry.Name, ["uid"] = entry.View.Uid, ["controller"] = true, ["blockOwnerDeletion"] = false,
        });
        return made;
    }
}
