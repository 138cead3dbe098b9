namespace Penumbra.Core.DarkLaunches.Spec;

/// <summary>What a pilot is known by.</summary>
public enum PilotKind
{
    /// <summary>A request header.</summary>
    Header,

    /// <summary>A cookie.</summary>
    Cookie,
}
