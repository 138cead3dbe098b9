namespace Penumbra.Kubernetes.Client;

/// <summary>An open watch: an answer whose body goes on.</summary>
internal sealed class WatchConnection(HttpResponseMessage response, Stream stream, int maximumLine) : IDisposable
{
    private readonly LineReader _lines = new(stream, maximumLine);

    /// <summary>Whether reading ended because an event was too long.</summary>
    public bool IsTooLong => _lines.IsTooLong;

    /// <summary>The next line, or null when the connection has ended, in whatever way.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _lines.NextAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        response.Dispose();
    }
}
