using System.Text.Json.Nodes;

namespace Penumbra.Bench.Clusters;

/// <summary>The objects that users of the bench's clusters would have in Git.</summary>
public static class Manifests
{
    public static JsonObject Namespace(string name) => Read($$"""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "{{name}}"} }""");

    public static JsonObject Gateway(string ns) => Read($$"""
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "public", "namespace": "{{ns}}"},
         "spec": {"gatewayClassName": "sandbox", "listeners": [{"name": "http", "protocol": "HTTP", "port": 80}]} }
        """);

    /// <summary>The template Deployment of a launch.</summary>
    public static JsonObject Template(string ns, string name, string version, int replicas) => Read($$"""
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "{{name}}", "namespace": "{{ns}}"},
         "spec": {"replicas": {{replicas}}, "selector": {"matchLabels": {"app": "{{name}}"} },
          "template": {"metadata": {"labels": {"app": "{{name}}"} }, "spec": {"containers": [{
            "name": "{{name}}", "image": "registry.example.com/shop/{{name}}:{{version}}", "ports": [{"name": "http", "containerPort": 8080}],
            "env": [{"name": "VERSION", "value": "{{version}}"}, {"name": "LATENCY", "value": "5ms"}, {"name": "ERROR_SHARE", "value": "0"}],
            "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"} },
            "readinessProbe": {"httpGet": {"path": "/healthz", "port": "http"}, "periodSeconds": 1} }]} } } }
        """);

    /// <summary>A launch with a managed route.</summary>
    public static JsonObject Launch(string ns, string name, string steps, string bakeTime, bool guarded)
    {
        var launch = Read($$"""
            {"apiVersion": "penumbra.dev/v1alpha1", "kind": "DarkLaunch", "metadata": {"name": "{{name}}", "namespace": "{{ns}}"},
             "spec": {"targetRef": {"name": "{{name}}"},
              "traffic": {"propagationDelay": "1s", "gatewayAPI": {"managed": {
                "parentRefs": [{"name": "public"}], "hostnames": ["{{name}}.example.com"], "rules": [{"backendRefs": [{"name": "{{name}}", "port": 8080}]}]} } },
              "steps": {{steps}}, "bakeTime": "{{bakeTime}}"} }
            """);
        if (guarded)
        {
            launch["spec"]!["objectives"] = JsonNode.Parse("""
                [{"name": "availability", "source": "pods", "indicator": {"ratio": {"bad": "http_requests_total{code=~\"5..\"}", "total": "http_requests_total"}},
                  "target": "99%", "minSamples": 20, "judge": "Threshold", "window": "30s"}]
                """);
        }

        return launch;
    }

    public static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;
}
