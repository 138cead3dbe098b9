namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>Tests that concern a whole server: each has one of its own.</summary>
public abstract class OwnServerTests : IAsyncLifetime, IDisposable
{
    protected PostgresServer Server { get; } = new();

    public virtual Task InitializeAsync() => Server.InitializeAsync();

    public virtual Task DisposeAsync() => Server.DisposeAsync();

    public void Dispose()
    {
        Server.Dispose();
        GC.SuppressFinalize(this);
    }
}
