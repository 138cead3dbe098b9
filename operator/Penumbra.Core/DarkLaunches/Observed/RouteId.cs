namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>Names an object that steers.</summary>
/// <param name="Router">The router's field in the spec, such as <c>gatewayAPI</c>.</param>
/// <param name="Kind">The object's kind.</param>
/// <param name="Name">The object's name.</param>
public sealed record RouteId(string Router, string Kind, string Name)
{
    /// <summary><c>kind/name</c>.</summary>
    public override string ToString() => $"{Kind}/{Name}";
}
