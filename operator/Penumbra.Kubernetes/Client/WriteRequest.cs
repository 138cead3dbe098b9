using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penumbra.Kubernetes.Client;

/// <summary>Turns a write into an HTTP request.</summary>
internal static class WriteRequest
{
    /// <summary>The request of a write.</summary>
    public static HttpRequestMessage Create(ObjectWrite write, string fieldManager)
    {
        var (method, mediaType) = write.Verb switch
        {
            WriteVerb.Create => (HttpMethod.Post, "application/json"),
            WriteVerb.Update => (HttpMethod.Put, "application/json"),
            WriteVerb.MergePatch => (HttpMethod.Patch, "application/merge-patch+json"),
            WriteVerb.JsonPatch => (HttpMethod.Patch, "application/json-patch+json"),
            WriteVerb.Apply => (HttpMethod.Patch, "application/apply-patch+yaml"),
            WriteVerb.Delete => (HttpMethod.Delete, "application/json"),
            _ => throw new InvalidOperationException($"unknown verb {write.Verb}"),
        };
        var body = write.Verb == WriteVerb.Delete ? write.Body ?? DeleteOptions(write) : write.Body;
        if (body is null) throw new InvalidOperationException($"a {write.Verb} needs a body");
        var content = new ByteArrayContent(Serialize(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return new HttpRequestMessage(method, RequestUri.Write(write, fieldManager)) { Content = content };
    }

    /// <summary>The verb as metrics and RBAC name it.</summary>
    public static string VerbName(WriteVerb verb) => verb switch
    {
        WriteVerb.Create => "create",
        WriteVerb.Update => "update",
        WriteVerb.Delete => "delete",
        WriteVerb.Apply => "apply",
        _ => "patch",
    };

    private static JsonObject DeleteOptions(ObjectWrite write)
    {
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["propagationPolicy"] = write.Propagation ?? "Background",
        };
        if (write.Uid is null && write.ResourceVersion is null) return options;
        var preconditions = new JsonObject();
        if (write.Uid is not null) preconditions["uid"] = write.Uid;
        if (write.ResourceVersion is not null) preconditions["resourceVersion"] = write.ResourceVersion;
        options["preconditions"] = preconditions;
        return options;
    }

    private static byte[] Serialize(JsonNode body)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) body.WriteTo(writer);
        return stream.ToArray();
    }
}
