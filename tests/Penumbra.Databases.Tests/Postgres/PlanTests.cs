using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Connecting;

namespace Penumbra.Databases.Tests.Postgres;

public sealed class PlanTests
{
    [Fact]
    public void Nothing_that_holds_a_secret_shows_it()
    {
        new SanitizePlan { Steps = [], Checks = [], Key = new byte[32] }.ToString().Should().Be("SanitizePlan");
        new VerifyPlan { RunId = "r1", ResourceId = "db-1", Digest = "d", Checks = [], Key = new byte[32] }.ToString().Should().Be("VerifyPlan r1");
        new DatabaseTarget { Host = "h", Database = "shop", User = "postgres", Password = "hidden" }.ToString().Should().Be("postgres@h:5432/shop");
    }
}
