namespace Penumbra.Kubernetes.Effects;

/// <summary>Says whether this process may write at this instant. Asked right before each write.</summary>
public interface IWriteFence
{
    /// <summary>Whether a write may be sent now.</summary>
    bool MayWrite { get; }
}
