namespace Penumbra.Kubernetes.Informers;

/// <summary>Which object, and which state of it.</summary>
/// <param name="Uid">The UID.</param>
/// <param name="ResourceVersion">The version.</param>
public readonly record struct ObjectVersion(string Uid, string ResourceVersion);
