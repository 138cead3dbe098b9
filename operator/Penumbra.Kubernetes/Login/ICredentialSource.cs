namespace Penumbra.Kubernetes.Login;

/// <summary>Gives credentials that may change over time.</summary>
public interface ICredentialSource
{
    /// <summary>The credential of now.</summary>
    /// <param name="refused">Whether the server has just refused the last one, so that it must be read anew.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<Credential> GetAsync(bool refused, CancellationToken cancellationToken);
}
