using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Oracle.Tests.Servers;

namespace Penumbra.Oracle.Tests.Recording;

/// <summary>Sends the requests of a case to a server and keeps the answers.</summary>
public static partial class CaseRunner
{
    public const string Group = "oracle.penumbra.dev";

    /// <summary>The answers, each with its request's first line.</summary>
    public static async Task<JsonArray> RunAsync(ApiUnderTest server, ContractCase contract)
    {
        server.AddNamespace(contract.Namespace);
        var normalizer = new Normalizer();
        var saved = new Dictionary<string, Answer>(StringComparer.Ordinal);
        var recorded = new JsonArray();
        foreach (var request in contract.Requests)
        {
            var answer = await SendAsync(server, contract.Namespace, request, saved);
            if (request.Save is { } name) saved[name] = answer;
            var kept = new JsonObject { ["request"] = $"{request.Verb} {request.Path}" };
            foreach (var (member, value) in normalizer.Normalize(answer, request.Managed)) kept[member] = value?.DeepClone();
            recorded.Add(kept);
        }

        return recorded;
    }

    /// <summary>Sends one request.</summary>
    public static async Task<Answer> SendAsync(ApiUnderTest server, string ns, ContractRequest request, IReadOnlyDictionary<string, Answer> saved)
    {
        var path = Filled(request.Path, saved);
        path = path.StartsWith('/') ? path.Replace("{ns}", ns, StringComparison.Ordinal) : $"/apis/{Group}/v1/namespaces/{ns}/{path}";
        if (request.Verb == "WATCH") return await server.WatchAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}watch=true", request.Events);
        var (method, type) = request.Verb switch
        {
            "MERGE" => ("PATCH", "application/merge-patch+json"),
            "JSONPATCH" => ("PATCH", "application/json-patch+json"),
            "STRATEGIC" => ("PATCH", "application/strategic-merge-patch+json"),
            "APPLY" => ("PATCH", "application/apply-patch+yaml"),
            _ => (request.Verb, "application/json"),
        };
        return await server.SendAsync(method, path, request.Body is null ? null : Filled(Text(request), saved), type);
    }

    private static string Text(ContractRequest request)
    {
        if (request.Body is JsonValue value && value.TryGetValue<string>(out var raw)) return raw;
        if (request.Body is not JsonObject obj || request.Bare || request.Verb is not ("POST" or "PUT" or "APPLY") || obj.ContainsKey("apiVersion") || !request.Path.StartsWith("widgets", StringComparison.Ordinal)) return request.Body!.ToJsonString();
        var whole = new JsonObject { ["apiVersion"] = $"{Group}/v1", ["kind"] = "Widget" };
        foreach (var (name, member) in obj) whole[name] = member?.DeepClone();
        return whole.ToJsonString();
    }

    private static string Filled(string text, IReadOnlyDictionary<string, Answer> saved) => Placeholder().Replace(text, match =>
    {
        var answer = saved[match.Groups[1].Value];
        return match.Groups[2].Value switch
        {
            "version" => answer.Version!,
            "uid" => answer.Uid!,
            _ => Uri.EscapeDataString(answer.Continue!),
        };
    });

    [GeneratedRegex(@"\$\{(\w+)\.(version|uid|continue)\}")]
    private static partial Regex Placeholder();
}
