using Penumbra.Databases.Postgres;

namespace Penumbra.Databases.Tests.Postgres;

public sealed class PlanTests
{
    [Fact]
    public void A_plan_shows_none_of_its_secrets()
    {
        new SanitizePlan { Steps = [], Checks = [], Key = new byte[32] }.ToString().Should().Be("SanitizePlan");
        new VerifyPlan { RunId = "r1", ResourceId = "db-1", Digest = "d", Checks = [], Key = new byte[32] }.ToString().Should().Be("VerifyPlan r1");
    }
}
