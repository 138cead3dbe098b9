namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>An object that steers.</summary>
/// <param name="Router">The router's field in the spec.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its UID.</param>
/// <param name="Marker">The last marker that we wrote.</param>
public sealed record RouteStatus(string Router, string Kind, string Name, string Uid, string Marker);
