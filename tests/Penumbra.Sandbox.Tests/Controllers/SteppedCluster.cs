using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox.Tests.Controllers;

/// <summary>A cluster under simulated time: controllers and pods without sockets, stepped by the test.</summary>
internal sealed class SteppedCluster : IDisposable
{
    private readonly SandboxControllers _controllers;

    public SteppedCluster(string? rootCertificate = null)
    {
        Store = new ClusterStore(Time, new UidGenerator(7));
        _controllers = StandardControllers.Start(Store, new SimulatedPodHost(Time), rootCertificate: rootCertificate);
        Settle();
    }

    public ManualTime Time { get; } = new();

    public ClusterStore Store { get; }

    public void Settle() => _controllers.RunUntilQuiet(20_000);

    /// <summary>Lets time pass, stopping at every moment at which something is due.</summary>
    public void Pass(TimeSpan span)
    {
        var end = Time.GetUtcNow() + span;
        Settle();
        while (new[] { _controllers.NextDue, Time.NextTimer }.Min() is { } due && due <= end)
        {
            Time.Set(due);
            Settle();
        }
        Time.Set(end);
        Settle();
    }

    public void Pass(double seconds) => Pass(TimeSpan.FromSeconds(seconds));

    public JsonObject Create(ResourceType type, string json)
    {
        var obj = JsonNode.Parse(json)!.AsObject();
        obj["apiVersion"] = type.ApiVersion;
        obj["kind"] = type.Kind;
        if (type.Namespaced)
            obj["metadata"]!["namespace"] ??= "default";
        var result = Store.Create(type, obj);
        result.Succeeded.Should().BeTrue(result.Body.ToJsonString());
        Settle();
        return result.Body;
    }

    public void Edit(ResourceType type, string name, Action<JsonObject> edit)
    {
        var copy = Get(type, name).Copy();
        edit(copy);
        var result = Store.Update(type, copy);
        result.Succeeded.Should().BeTrue(result.Body.ToJsonString());
        Settle();
    }

    public void Delete(ResourceType type, string name, string propagation = "Background")
    {
        Store.Delete(type, type.Namespaced ? "default" : null, name, propagation).Succeeded.Should().BeTrue();
        Settle();
    }

    public JsonObject Get(ResourceType type, string name) => Find(type, name) ?? throw new InvalidOperationException($"{type.Kind} {name} does not exist");

    public JsonObject? Find(ResourceType type, string name) => Store.Get(type, type.Namespaced ? "default" : null, name);

    public IReadOnlyList<JsonObject> All(ResourceType type) => Store.List(type, type.Namespaced ? "default" : null);

    public IReadOnlyList<JsonObject> Pods => All(BuiltInTypes.Pod);

    public JsonObject Deploy(string name, int replicas, string version = "1", string strategy = "{}", string extra = "", string env = "") => Create(BuiltInTypes.Deployment, $$"""
        {"metadata":{"name":"{{name}}"},"spec":{"replicas":{{replicas}},"selector":{"matchLabels":{"app":"{{name}}"} },"strategy":{{strategy}}{{extra}},
         "template":{"metadata":{"labels":{"app":"{{name}}"} },"spec":{"containers":[{"name":"app","image":"shop/{{name}}:{{version}}",
           "env":[{"name":"VERSION","value":"{{version}}"}{{env}}],"ports":[{"name":"http","containerPort":8080}]}]} } } }
        """);

    public void SetImage(string deployment, string image)
        => Edit(BuiltInTypes.Deployment, deployment, obj => obj["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = image);

    public JsonObject Service(string name, string app, string targetPort = "\"http\"") => Create(BuiltInTypes.Service, $$"""
        {"metadata":{"name":"{{name}}","labels":{"team":"shop"} },"spec":{"selector":{"app":"{{app}}"},"ports":[{"name":"web","port":80,"targetPort":{{targetPort}} }]} }
        """);

    public void Dispose() => _controllers.Dispose();
}
