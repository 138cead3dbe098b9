using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Simulation.Cluster;

/// <summary>What every run begins with: the CRDs, the rights of the chart, a namespace and a Gateway. Made once per thread; runs fork it.</summary>
public static class BaseCluster
{
    private static readonly string[] Rights = ["ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];

    /// <summary>Makes the store.</summary>
    /// <exception cref="InvalidOperationException">Something was refused.</exception>
    public static ClusterStore Make()
    {
        var store = new ClusterStore(new SimulatedTime(), new UidGenerator(1));
        foreach (var name in new[] { "penumbra-system", "shop" })
            Apply(store, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } });
        foreach (var file in Directory.GetFiles(Repository.Path("crds"), "*.yaml").Order(StringComparer.Ordinal))
        {
            foreach (var document in Documents(file)) Apply(store, document);
        }

        foreach (var document in Documents(Repository.Path("charts", "rendered", "penumbra.yaml")))
        {
            if (Rights.Contains(document["kind"]!.GetValue<string>())) Apply(store, document);
        }

        foreach (var document in Documents(Repository.Path("crds", "samples", "demo", "00-namespace.yaml")))
        {
            if (document["kind"]!.GetValue<string>() == "Gateway") Apply(store, document);
        }

        Apply(store, new JsonObject
        {
            ["apiVersion"] = BuiltInTypes.GatewayClass.ApiVersion,
            ["kind"] = "GatewayClass",
            ["metadata"] = new JsonObject { ["name"] = "sandbox" },
            ["spec"] = new JsonObject { ["controllerName"] = "sandbox.penumbra.dev/gateway" },
        });
        return store;
    }

    private static IEnumerable<JsonObject> Documents(string file) => YamlJson.Read(File.ReadAllText(file)).OfType<JsonObject>();

    private static void Apply(ClusterStore store, JsonObject document)
    {
        var kind = document["kind"]!.GetValue<string>();
        var type = BuiltInTypes.All.First(type => type.Kind == kind && type.ApiVersion == document["apiVersion"]!.GetValue<string>());
        var result = store.Create(type, document);
        if (result.Code >= 300) throw new InvalidOperationException($"{kind} {document["metadata"]!["name"]}: {result.Body}");
    }
}
