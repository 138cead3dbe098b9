using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Reads <c>spec.traffic</c> and <c>spec.pilots</c>.</summary>
public static class TrafficReader
{
    /// <summary>Reads both.</summary>
    public static TrafficSpec Read(DarkLaunchSpecification fields, string template, FieldReader reader)
    {
        var traffic = fields.Traffic;
        reader.NotYet(traffic.SessionAffinity is not null, "spec.traffic.sessionAffinity");
        reader.NotYet(traffic.Istio is not null, "spec.traffic.istio");
        reader.NotYet(traffic.Nginx is not null, "spec.traffic.nginx");
        reader.NotYet(traffic.Traefik is not null, "spec.traffic.traefik");
        reader.NotYet(traffic.FeatureFlag is not null, "spec.traffic.featureFlag");
        Routers(traffic, fields, reader);
        var service = traffic.Service?.Name ?? template;
        if (service.Length > 53) reader.Wrong("spec.traffic.service.name", "must be at most 53 characters, so that -candidate fits behind it");
        return new TrafficSpec
        {
            Service = service,
            AdoptService = traffic.Service?.Adopt ?? false,
            Ports = Ports(traffic.Service?.Ports, reader),
            PropagationDelay = reader.Duration(traffic.PropagationDelay, "spec.traffic.propagationDelay", TimeSpan.FromSeconds(3)),
            Pilots = Pilots(fields.Pilots, reader),
        };
    }

    private static void Routers(DarkLaunchTraffic traffic, DarkLaunchSpecification fields, FieldReader reader)
    {
        if (traffic is { GatewayApi: null, ReplicaShare: null, Istio: null, Nginx: null, Traefik: null, FeatureFlag: null })
            reader.Wrong("spec.traffic", "at least one router must be set: gatewayAPI or replicaShare");
        if (traffic.ReplicaShare is not null && fields.Pilots is { Count: > 0 })
            reader.Wrong("spec.pilots", "replicaShare cannot tell pilots from others; remove the pilots or use gatewayAPI");
        if (traffic.GatewayApi is not { } gateway) return;
        if (gateway.Managed is null == gateway.Routes is null) reader.Wrong("spec.traffic.gatewayAPI", "exactly one of managed and routes must be set");
        if (gateway.Routes is { Count: 0 or > 16 }) reader.Wrong("spec.traffic.gatewayAPI.routes", "from 1 to 16 routes");
        reader.NotYet(gateway.Assume is { Count: > 0 }, "spec.traffic.gatewayAPI.assume");
        for (var index = 0; index < (gateway.Routes?.Count ?? 0); index++)
        {
            var route = gateway.Routes![index];
            reader.NotYet(route.Kind == "GRPCRoute", $"spec.traffic.gatewayAPI.routes[{index}].kind");
            if (route.Kind is not (null or "HTTPRoute" or "GRPCRoute")) reader.Wrong($"spec.traffic.gatewayAPI.routes[{index}].kind", "is none of HTTPRoute, GRPCRoute");
        }
    }

    private static List<ServicePortSpec> Ports(IReadOnlyList<ApexPort>? ports, FieldReader reader)
    {
        var read = new List<ServicePortSpec>();
        for (var index = 0; index < (ports?.Count ?? 0); index++)
        {
            var port = ports![index];
            var number = reader.Bounded(port.Port, $"spec.traffic.service.ports[{index}].port", 1, 65535, 80);
            read.Add(new ServicePortSpec(port.Name ?? "", number, port.TargetPort?.Text ?? port.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return read;
    }

    private static List<PilotMatch> Pilots(IReadOnlyList<Pilot>? pilots, FieldReader reader)
    {
        var read = new List<PilotMatch>();
        for (var index = 0; index < (pilots?.Count ?? 0); index++)
        {
            var pilot = pilots![index];
            var path = $"spec.pilots[{index}]";
            if (pilot.Header is null == pilot.Cookie is null)
            {
                reader.Wrong(path, "exactly one of header and cookie must be set");
                continue;
            }

            var value = pilot.Header ?? pilot.Cookie!;
            if (value.Value is null == value.Regex is null)
            {
                reader.Wrong($"{path}.{(pilot.Header is null ? "cookie" : "header")}", "exactly one of value and regex must be set");
                continue;
            }

            read.Add(new PilotMatch(pilot.Header is null ? PilotKind.Cookie : PilotKind.Header, value.Name, value.Value ?? value.Regex!, value.Regex is not null));
        }

        if (pilots is { Count: > 8 }) reader.Wrong("spec.pilots", "at most 8 pilots");
        return read;
    }
}
