using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Http;
using YamlDotNet.RepresentationModel;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>The API server under test: the one that PENUMBRA_TEST_KUBECONFIG names, else the sandbox's own.</summary>
public sealed class ApiServerFixture : IAsyncLifetime
{
    /// <summary>The tests that share one server, one after the other: another server has room for one fixture only.</summary>
    public const string Collection = "API server";

    public const string Group = "contract.penumbra.dev";
    public const string Widgets = $"/apis/{Group}/v1/namespaces/default/widgets";
    private int _names;

    /// <summary>Null when another server is tested.</summary>
    public ApiServerHost? Host { get; private set; }

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("PENUMBRA_TEST_KUBECONFIG") is { Length: > 0 } path)
        {
            Client = FromKubeconfig(await File.ReadAllTextAsync(path));
        }
        else
        {
            Host = await ApiServerHost.StartAsync(new ApiServerHostOptions());
            Client = new HttpClient(Host.TrustingHandler()) { BaseAddress = Host.BaseAddress };
            Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Host.AdminToken);
        }

        Client.DefaultRequestHeaders.UserAgent.ParseAdd("contract/1");
        await DeleteAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.{Group}");
        await WaitAsync(async () => (await GetAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.{Group}")).Status == HttpStatusCode.NotFound);
        var crd = await SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", JsonNode.Parse(WidgetDefinition)!);
        crd.Status.Should().Be(HttpStatusCode.Created, crd.Text);
        await WaitAsync(async () => (await GetAsync(Widgets)).Status == HttpStatusCode.OK);
    }

    public async Task DisposeAsync()
    {
        await DeleteAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.{Group}");
        Client.Dispose();
        if (Host is not null) await Host.DisposeAsync();
    }

    /// <summary>A name that no other test uses.</summary>
    public string NewName(string prefix = "w") => $"{prefix}-{Interlocked.Increment(ref _names)}-{Environment.ProcessId}";

    public static JsonObject Widget(string name, string spec = """{"mode":"Auto"}""") => new()
    {
        ["apiVersion"] = $"{Group}/v1",
        ["kind"] = "Widget",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["spec"] = JsonNode.Parse(spec),
    };

    public async Task<Answer> CreateAsync(JsonObject widget, string query = "") => await SendAsync(HttpMethod.Post, Widgets + query, widget);

    public Task<Answer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, null, accept: accept);

    public Task<Answer> DeleteAsync(string path, JsonNode? options = null) => SendAsync(HttpMethod.Delete, path, options);

    public Task<Answer> PatchAsync(string path, string body, string type = "application/merge-patch+json") => SendAsync(HttpMethod.Patch, path, JsonNode.Parse(body), type);

    public Task<Answer> ApplyAsync(string path, JsonObject config, string manager = "m1", bool force = false) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={manager}{(force ? "&force=true" : "")}", config, "application/apply-patch+yaml");

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body, string type = "application/json", string? accept = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await (client ?? Client).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        string[] warnings = response.Headers.TryGetValues("Warning", out var values) ? [.. values] : [];
        return new Answer(response.StatusCode, text, warnings);
    }

    /// <summary>The events of a watch, until enough have come.</summary>
    public async Task<List<JsonNode>> WatchAsync(string path, Func<List<JsonNode>, bool> enough, Func<Task>? once = null, string? accept = null)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(timeout.Token));
        if (once is not null) await once();
        var events = new List<JsonNode>();
        while (!enough(events) && await reader.ReadLineAsync(timeout.Token) is { } line) events.Add(JsonNode.Parse(line)!);
        return events;
    }

    public static async Task WaitAsync(Func<Task<bool>> condition)
    {
        var until = DateTimeOffset.UtcNow.AddSeconds(30);
        while (!await condition())
        {
            (DateTimeOffset.UtcNow < until).Should().BeTrue("the condition should have come true by now");
            await Task.Yield();
        }
    }

    private static HttpClient FromKubeconfig(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var root = stream.Documents[0].RootNode;
        var cluster = root["clusters"][0]["cluster"];
        var user = (YamlMappingNode)root["users"][0]["user"];
        string? Value(YamlNode map, string key) => ((YamlMappingNode)map).Children.TryGetValue(key, out var found) ? found.ToString() : null;
        byte[]? Data(YamlNode map, string key) => Value(map, key) is { } encoded ? Convert.FromBase64String(encoded) : null;
        var handler = new SocketsHttpHandler();
        if (Data(cluster, "certificate-authority-data") is { } authority)
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(authority));
            handler.SslOptions.CertificateChainPolicy = trust;
        }

        if (Data(user, "client-certificate-data") is { } certificate && Data(user, "client-key-data") is { } key)
        {
            using var pair = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
            handler.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null)];
        }

        var client = new HttpClient(handler) { BaseAddress = new Uri(Value(cluster, "server")!) };
        if (Value(user, "token") is { } token) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyList<string> Warnings)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;

        public string Message => Json["message"]!.GetValue<string>();

        public string Reason => Json["reason"]!.GetValue<string>();

        public string Version => Json["metadata"]!["resourceVersion"]!.GetValue<string>();

        public int Generation => Json["metadata"]!["generation"]!.GetValue<int>();
    }

    private const string WidgetDefinition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.contract.penumbra.dev"},
         "spec":{"group":"contract.penumbra.dev","scope":"Namespaced","names":{"plural":"widgets","singular":"widget","kind":"Widget","shortNames":["wd"],"categories":["penumbra"]},
         "versions":[
          {"name":"v1","served":true,"storage":true,"subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}},
           "additionalPrinterColumns":[{"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"},{"name":"Mode","type":"string","jsonPath":".spec.mode","priority":1},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
           "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
             "spec":{"type":"object","description":"What is wanted.","required":["mode"],"properties":{
               "mode":{"type":"string","enum":["Auto","Manual"],"description":"How it goes on."},
               "replicas":{"type":"integer","default":1,"minimum":0},
               "note":{"type":"string","maxLength":10,"pattern":"^[a-z]*$"},
               "maybe":{"type":"string","nullable":true},
               "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
               "limit":{"x-kubernetes-int-or-string":true},
               "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
               "choice":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]},
               "labels":{"type":"object","maxProperties":2,"additionalProperties":{"type":"string"}},
               "steps":{"type":"array","maxItems":3,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],"properties":{
                  "name":{"type":"string"},"weight":{"type":"integer","minimum":0,"maximum":100},"hold":{"type":"string","default":"10s"}}}}}},
             "status":{"type":"object","properties":{"replicas":{"type":"integer"},"conditions":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["type"],"items":{"type":"object","required":["type"],"properties":{"type":{"type":"string"},"status":{"type":"string"}}}}}}}}}},
          {"name":"v1beta1","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """;
}
