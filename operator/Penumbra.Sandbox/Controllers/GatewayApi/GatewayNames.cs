namespace Penumbra.Sandbox.Controllers.GatewayApi;

/// <summary>Names of the sandbox's gateway in the Gateway API.</summary>
public static class GatewayNames
{
    /// <summary>The controllerName of GatewayClasses that the sandbox serves.</summary>
    public const string Controller = "sandbox.penumbra.dev/gateway";

    /// <summary>The GatewayClass that the sandbox makes for itself.</summary>
    public const string Class = "sandbox";

    /// <summary>The type of a Gateway's status address whose value is <c>host:port</c> of the listener on this machine.</summary>
    public const string EndpointAddressType = "sandbox.penumbra.dev/endpoint";

    /// <summary>On a Gateway: the type of a filter, such as <c>RequestMirror</c>, that it refuses whole routes for, as some gateways do with what they do not know.</summary>
    public const string RefusedFilter = "sandbox.penumbra.dev/refuses";

    /// <summary>The API group.</summary>
    public const string Group = "gateway.networking.k8s.io";
}
