using Penumbra.Api.MetricSources;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Metrics.Prometheus;

/// <summary>Reads a source's Secret by name: at most once a minute, and anew after the server refused the login.</summary>
/// <param name="reference">The Secret, or null for sources without login.</param>
/// <param name="client">Reads it.</param>
/// <param name="time">The clock.</param>
internal sealed class LoginReader(SecretReference? reference, IKubernetesClient client, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private SourceLogin? _login;
    private string _problem = "";
    private DateTimeOffset? _readAt;

    /// <summary>The login, or a sentence why there is none.</summary>
    public async Task<(SourceLogin? Login, string Problem)> GetAsync(CancellationToken cancellationToken)
    {
        if (reference is null) return (SourceLogin.None, "");
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_readAt is { } readAt && now - readAt < KeptFor && (_login is not null || _problem.Length > 0)) return (_login, _problem);
            _readAt = now;
        }

        var answer = await client.GetAsync(ResourceKinds.Secret, new ObjectKey(reference.Namespace, reference.Name), SecretJson.Default.SecretView, cancellationToken);
        lock (_gate)
        {
            if (answer.Succeeded)
            {
                _login = SourceLogin.Read(answer.Value, out var wrong);
                _problem = wrong is null ? "" : $"the login in Secret {reference.Namespace}/{reference.Name} cannot be used: {wrong}";
            }
            else if (answer.Failure.IsNotFound)
            {
                (_login, _problem) = (null, $"there is no Secret {reference.Namespace}/{reference.Name}");
            }
            else if (_login is null)
            {
                // A login that was read before stays good while the API server is away.
                _problem = $"the Secret {reference.Namespace}/{reference.Name} could not be read";
            }

            return (_login, _problem);
        }
    }

    /// <summary>The server refused the login: the next call reads the Secret again.</summary>
    public void Refused()
    {
        lock (_gate) _readAt = null;
    }
}
