namespace Penumbra.Kubernetes.Login;

/// <summary>A token in a file that somebody renews (the kubelet does): read again each minute, and at once when the server refuses it.</summary>
internal sealed class TokenFileCredential(string path, TimeProvider time) : ICredentialSource
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private Credential? _last;
    private long _readAt;

    public ValueTask<Credential> GetAsync(bool refused, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is { Error: null } && !refused && time.GetElapsedTime(_readAt) < Fresh) return new(_last);
            var read = Read();
            // While the file is being replaced the last token is better than none.
            if (read.Error is null || _last is null or { Error: not null } || refused) _last = read;
            _readAt = time.GetTimestamp();
            return new(_last);
        }
    }

    private Credential Read()
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            return token.Length > 0 ? new Credential($"Bearer {token}") : new Credential(null, null, $"The token file {path} is empty; it must hold a token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Credential(null, null, $"The token file {path} cannot be read ({exception.Message.TrimEnd('.')}); it must hold a token.");
        }
    }
}
