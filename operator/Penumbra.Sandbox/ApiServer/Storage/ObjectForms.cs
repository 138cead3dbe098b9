using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>Between the form in which an object is stored and that of a served version (conversion strategy None, but for Events).</summary>
internal static class ObjectForms
{
    /// <summary>The stored object as a version shows it; the same instance where nothing differs.</summary>
    public static JsonObject Show(ServedResource resource, string version, JsonObject stored)
    {
        if (resource.Type == BuiltInTypes.Event) return EventForms.ToEvents(stored);
        var apiVersion = resource.TypeIn(version).ApiVersion;
        if (stored.Str("apiVersion") == apiVersion) return stored;
        var shown = stored.Copy();
        shown["apiVersion"] = apiVersion;
        return shown;
    }

    /// <summary>The object as it is stored; edits it where only its apiVersion differs.</summary>
    public static JsonObject Store(ServedResource resource, JsonObject shown)
    {
        if (resource.Type == BuiltInTypes.Event) return EventForms.ToCore(shown);
        shown["apiVersion"] = resource.Type.ApiVersion;
        return shown;
    }
}
