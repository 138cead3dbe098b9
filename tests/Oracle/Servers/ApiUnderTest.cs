using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penumbra.Oracle.Tests.Servers;

/// <summary>An API server that is asked over HTTP: the real one or the sandbox.</summary>
public abstract class ApiUnderTest : IAsyncLifetime
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    protected HttpClient Client { get; set; } = null!;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>Makes room for objects of a namespace.</summary>
    public abstract void AddNamespace(string name);

    public async Task<Answer> SendAsync(string method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
        using var response = await Client.SendAsync(request);
        return new Answer((int)response.StatusCode, Warnings(response), Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>The first events of a watch; fewer when the server ends it.</summary>
    public async Task<Answer> WatchAsync(string path, int events)
    {
        using var timeout = new CancellationTokenSource(Silence);
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        if (!response.IsSuccessStatusCode) return new Answer((int)response.StatusCode, Warnings(response), Parse(await response.Content.ReadAsStringAsync(timeout.Token)));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(timeout.Token));
        var seen = new JsonArray();
        try
        {
            while (seen.Count < events && await reader.ReadLineAsync(timeout.Token) is { } line) seen.Add(Parse(line));
        }
        catch (OperationCanceledException)
        {
            seen.Add("nothing more");
        }

        return new Answer((int)response.StatusCode, Warnings(response), seen);
    }

    /// <summary>Creates a definition and waits until its resources are served.</summary>
    public async Task<Answer> DefineAsync(JsonObject definition)
    {
        var created = await SendAsync("POST", Definitions, definition.ToJsonString());
        if (created.Code != 201) return created;
        var name = definition["metadata"]!["name"]!.GetValue<string>();
        var (group, plural, version) = (definition["spec"]!["group"], definition["spec"]!["names"]!["plural"], definition["spec"]!["versions"]![0]!["name"]);
        var until = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            var answer = await SendAsync("GET", $"{Definitions}/{name}");
            if (Established(answer.Body) && (await SendAsync("GET", $"/apis/{group}/{version}/{plural}")).Code == 200) return answer;
            if (DateTimeOffset.UtcNow > until) throw new TimeoutException($"{name} is not served: {answer.Body?["status"]}");
            await Task.Yield();
        }
    }

    private static bool Established(JsonNode? definition) =>
        definition?["status"]?["conditions"]?.AsArray().Any(condition => condition!["type"]!.GetValue<string>() == "Established" && condition["status"]!.GetValue<string>() == "True") == true;

    // A warning is 299 - "text".
    private static string[] Warnings(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Warning", out var values) ? [.. values.Select(value => value.Trim())] : [];

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text.Trim();
        }
    }
}
