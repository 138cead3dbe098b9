using System.Text.Json.Nodes;

namespace Penumbra.Kubernetes.Tests.Simulated;

/// <summary>An open watch of the fake server.</summary>
public sealed class FakeWatch(FakeRequest request)
{
    public FakeRequest Request { get; } = request;

    public InlineStream Stream { get; } = new();

    public void Send(string type, JsonObject item) =>
        Stream.Send(new JsonObject { ["type"] = type, ["object"] = item.DeepClone() }.ToJsonString() + "\n");

    public void SendExpired() =>
        Stream.Send("""{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version","reason":"Expired","code":410}}""" + "\n");
}
