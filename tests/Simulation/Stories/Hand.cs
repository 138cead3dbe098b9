using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Stories;

/// <summary>Somebody, with all rights where no account is named, who uses the API as kubectl, Git's agent or an autoscaler would.</summary>
/// <param name="cluster">The world.</param>
/// <param name="name">The user, and the field manager.</param>
/// <param name="account">Whose rights it has; null for all.</param>
public sealed class Hand(SimulatedCluster cluster, string name, UserIdentity? account = null)
{
    private readonly UserIdentity _user = account ?? new(name, [UserIdentity.Masters, "system:authenticated"]);

    /// <summary>Server-side apply.</summary>
    public int Apply(JsonObject document, bool force = true) =>
        Send("PATCH", PathOf(document), $"fieldManager={name}{(force ? "&force=true" : "")}", "application/apply-patch+yaml", document);

    /// <summary>Client-side apply, as <c>kubectl apply</c> without flags: what was applied last decides what is removed.</summary>
    public int ApplyAsClient(JsonObject document)
    {
        var path = PathOf(document);
        var last = document.DeepClone().AsObject();
        var live = Get(path);
        if (live is null)
        {
            last["metadata"]!["annotations"] ??= new JsonObject();
            last["metadata"]!["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"] = document.ToJsonString();
            return Send("POST", path[..path.LastIndexOf('/')], $"fieldManager={name}", "application/json", last);
        }

        last["metadata"]!["annotations"] ??= new JsonObject();
        last["metadata"]!["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"] = document.ToJsonString();
        return Send("PATCH", path, $"fieldManager={name}", "application/merge-patch+json", last);
    }

    /// <summary>A merge patch.</summary>
    public int Patch(string path, JsonObject patch, string subresource = "") =>
        Send("PATCH", path + (subresource.Length == 0 ? "" : "/" + subresource), $"fieldManager={name}", "application/merge-patch+json", patch);

    /// <summary>A deletion.</summary>
    public int Delete(string path, string propagation) =>
        Send("DELETE", path, "", "application/json", new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = propagation });

    /// <summary>An object, or null.</summary>
    public JsonObject? Get(string path)
    {
        var response = Ask("GET", path, "", "application/json", []);
        return response.Status == 200 ? JsonNode.Parse(response.Body.Span)!.AsObject() : null;
    }

    /// <summary>The path of an object.</summary>
    public string PathOf(JsonObject document)
    {
        var version = document["apiVersion"]!.GetValue<string>();
        var group = version.Contains('/') ? version.Split('/')[0] : "";
        var kind = document["kind"]!.GetValue<string>();
        var plural = kind.ToLowerInvariant() + (kind.EndsWith("ss", StringComparison.Ordinal) || kind.EndsWith("ch", StringComparison.Ordinal) || kind.EndsWith("sh", StringComparison.Ordinal) ? "es" : "s");
        var type = cluster.Store.FindType(group, plural) ?? throw new InvalidDataException($"the cluster does not serve {kind} of {version}");
        var ns = type.Namespaced ? $"namespaces/{document["metadata"]!["namespace"]?.GetValue<string>() ?? "shop"}/" : "";
        return $"/{(group.Length == 0 ? "api" : "apis/" + group)}/{type.Version}/{ns}{plural}/{document["metadata"]!["name"]}";
    }

    private int Send(string method, string path, string query, string type, JsonObject body)
    {
        var response = Ask(method, path, query, type, Encoding.UTF8.GetBytes(body.ToJsonString()));
        cluster.Tell($"{name}: {method} {path} -> {response.Status}{(response.Status >= 400 ? " " + Encoding.UTF8.GetString(response.Body.Span) : "")}");
        cluster.History.Add($"{cluster.Time.Elapsed.Ticks} {name} {method} {path} {response.Status}");
        return response.Status;
    }

    private ApiResponse Ask(string method, string path, string query, string type, byte[] body)
    {
        var request = new ApiRequest
        {
            Method = method, Path = path, Query = query, Body = body, Peer = _user, Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = type },
        };
        return cluster.Server.HandleAsync(request, CancellationToken.None).Result;
    }
}
