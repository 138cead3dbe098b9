using System.Text;
using System.Text.Json;

namespace Penumbra.Kubernetes.Tests.Informers;

[Collection("Measures memory")]
public class MemoryTests
{
    [Fact]
    public void Ten_thousand_deployments_cost_at_most_fifty_MiB()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var things = new List<Thing>();
        var bytes = 0;
        for (var number = 0; number < 10_000; number++)
        {
            var json = Encoding.UTF8.GetBytes(Deployment(number));
            bytes += json.Length;
            things.Add(JsonSerializer.Deserialize(json, ThingJson.Default.Thing)!);
        }

        var cost = GC.GetTotalMemory(forceFullCollection: true) - before;

        (bytes / things.Count).Should().BeInRange(2300, 2800);
        cost.Should().BeLessThan(50L << 20);
        things[9_999].Metadata.Labels["app"].Should().BeSameAs(things[9_979].Metadata.Labels["app"]);
        GC.KeepAlive(things);
    }

    [Fact]
    public void Metadata_keeps_what_is_asked_for_and_no_more()
    {
        var thing = JsonSerializer.Deserialize(
            """
            {"metadata":{"name":"a","namespace":"park","uid":"u","resourceVersion":"7","generation":3,"labels":{"b":"2","a":"ü\"1"},
            "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","x":"y"},"deletionTimestamp":"2026-11-02T08:00:00Z",
            "finalizers":["penumbra.dev/cleanup"],"managedFields":[{"manager":"kubectl"}],"ownerReferences":[{"uid":"o"}]},"spec":{ "replicas": 2 }}
            """, ThingJson.Default.Thing)!;

        thing.Metadata.Labels.Should().Equal(new Dictionary<string, string> { ["a"] = "ü\"1", ["b"] = "2" });
        thing.Metadata.Annotations.Keys.Should().Equal("x");
        thing.Metadata.Finalizers.Should().Equal("penumbra.dev/cleanup");
        thing.Metadata.DeletionTimestamp.Should().Be(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero));
        thing.Generation.Should().Be(3);
        thing.Spec!.ToString().Should().Be("""{ "replicas": 2 }""");
        thing.Spec.Parse()!["replicas"]!.GetValue<int>().Should().Be(2);
    }

    private static string Deployment(int number)
    {
        var environment = string.Join(',', Enumerable.Range(0, 18).Select(index => $$"""{"name":"SETTING_NUMBER_{{index}}","value":"value-{{number}}-{{index}}-of-some-length"}"""));
        return $$$$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"app-{{{{{number}}}}}","namespace":"team-{{{{{number % 20}}}}}","uid":"{{{{{number:D8}}}}}-1111-2222-3333-444444444444",
            "resourceVersion":"{{{{{100000 + number}}}}}","generation":4,"creationTimestamp":"2026-11-02T08:00:00Z","labels":{"app":"app-{{{{{number % 20}}}}}","app.kubernetes.io/name":"shop","app.kubernetes.io/managed-by":"argocd","tier":"web"},
            "annotations":{"deployment.kubernetes.io/revision":"4"},"managedFields":[{"manager":"kubectl","operation":"Apply","apiVersion":"apps/v1","fieldsV1":{"f:spec":{"f:replicas":{},"f:template":{"f:spec":{"f:containers":{ } } } } } }]},
            "spec":{"replicas":3,"selector":{"matchLabels":{"app":"app-{{{{{number % 20}}}}}"} },"template":{"metadata":{"labels":{"app":"app-{{{{{number % 20}}}}}","tier":"web"} },"spec":{"containers":[{"name":"web","image":"registry.example/shop/app:{{{{{number}}}}}",
            "ports":[{"containerPort":8080,"name":"http"}],"env":[{{{{{environment}}}}}],"resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
            "readinessProbe":{"httpGet":{"path":"/ready","port":8080},"periodSeconds":5}}],"terminationGracePeriodSeconds":30,"securityContext":{"runAsNonRoot":true} } } },
            "status":{"observedGeneration":4,"replicas":3,"readyReplicas":3,"availableReplicas":3,"updatedReplicas":3,"conditions":[{"type":"Available","status":"True","reason":"MinimumReplicasAvailable","message":"Deployment has minimum availability."}]}}
            """;
    }
}

/// <summary>Nothing else allocates while memory is measured.</summary>
[CollectionDefinition("Measures memory", DisableParallelization = true)]
public class MeasuresMemory;
