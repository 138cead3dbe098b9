using Penumbra.Databases.Postgres.Loading;

namespace Penumbra.Databases.Tests.Postgres;

/// <summary>How the programs that dump and load are told where to go.</summary>
public sealed class ClientRunTests
{
    [Theory]
    [InlineData("shop", "dbname='shop'")]
    [InlineData(@"it's \odd", @"dbname='it\'s \\odd'")]
    [InlineData("x' host='elsewhere", @"dbname='x\' host=\'elsewhere'")]
    public void A_database_of_any_name_is_one_value(string name, string said) => ClientRun.In(name).Should().StartWith($"--dbname={said} ");

    [Fact]
    public void A_server_that_falls_silent_is_noticed_as_soon_as_by_the_workers_own_sessions() =>
        ClientRun.In("shop").Should().EndWith(" keepalives=1 keepalives_idle=30 keepalives_interval=10");
}
