using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>The ports of the apex and candidate Services: those of the spec, or the template's only one.</summary>
public static class ServicePorts
{
    /// <summary>The ports; empty when there is a problem.</summary>
    public static IReadOnlyList<ServicePortSpec> Of(DarkLaunchSpec spec, PodTemplateDigest template)
    {
        if (spec.Traffic.Ports.Count > 0) return spec.Traffic.Ports;
        return template.Ports is [var only]
            ? [new ServicePortSpec(only.Name.Length == 0 ? "http" : only.Name, only.Number, only.Name.Length == 0 ? only.Number.ToString(CultureInfo.InvariantCulture) : only.Name)]
            : [];
    }

    /// <summary>What is wrong with the ports; null when nothing is.</summary>
    public static Problem? Problem(DarkLaunchSpec spec, DeploymentView template)
    {
        var declared = template.Spec.Template.Ports;
        if (spec.Traffic.Ports.Count == 0 && declared.Count != 1)
        {
            return new Problem(Reason.PortNotFound, "spec.traffic.service.ports",
                $"Deployment {spec.Template} declares {declared.Count} container ports; say which one to serve, such as {{name: http, port: 8080, targetPort: 8080}}");
        }

        for (var index = 0; index < spec.Traffic.Ports.Count; index++)
        {
            var target = spec.Traffic.Ports[index].TargetPort;

            // A number need not be declared by the container; a name must be.
            if (int.TryParse(target, CultureInfo.InvariantCulture, out _) || declared.Any(port => port.Name == target)) continue;
            return new Problem(Reason.PortNotFound, $"spec.traffic.service.ports[{index}].targetPort",
                $"no container of Deployment {spec.Template} has a port named {target}; it has {(declared.Count == 0 ? "none" : string.Join(", ", declared.Select(port => $"{port.Name}={port.Number}")))}");
        }

        return null;
    }

    /// <summary>What is wrong with the ports of a Service that is adopted with the ports that it has; null when nothing is.</summary>
    public static Problem? Adopted(DarkLaunchSpec spec, ServiceView service)
    {
        for (var index = 0; index < spec.Traffic.Ports.Count; index++)
        {
            if (service.Spec.Ports.Any(port => port.Port == spec.Traffic.Ports[index].Port)) continue;
            return new Problem(Reason.PortNotFound, $"spec.traffic.service.ports[{index}].port",
                $"Service {service.Name} is adopted with the ports that it has ({string.Join(", ", service.Spec.Ports.Select(port => port.Port))}); remove ports, or name one of these");
        }

        return null;
    }

    /// <summary>A live Service's ports, for a Service beside it.</summary>
    public static JsonArray Copy(JsonObject service)
    {
        var ports = new JsonArray();
        foreach (var port in (service["spec"]?["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var copy = (JsonObject)port.DeepClone();
            copy.Remove("nodePort");
            ports.Add((JsonNode)copy);
        }

        return ports;
    }

    /// <summary>The ports as a Service has them.</summary>
    public static JsonArray Json(IReadOnlyList<ServicePortSpec> ports) => new([.. ports.Select(port =>
    {
        var json = new JsonObject { ["port"] = port.Port, ["protocol"] = "TCP" };
        if (port.Name.Length > 0) json["name"] = port.Name;
        json["targetPort"] = int.TryParse(port.TargetPort, CultureInfo.InvariantCulture, out var number) ? number : port.TargetPort;
        return (JsonNode)json;
    })]);
}
