using EmailSync.LocalHost;
using EmailSync.LocalHost.Hosting;
using Microsoft.Extensions.Configuration;

namespace EmailSync.Tests.LocalHost;

[TestClass]
public sealed class FunctionCheckTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(typeof(BadFunctions.NoTrigger), "'Idle'", "no parameter carries a trigger")]
    [DataRow(typeof(BadFunctions.SameName), "'twin'", "used twice")]
    [DataRow(typeof(BadFunctions.OddParameter), "'Odd'", "'stream' has the type Stream")]
    [DataRow(typeof(BadFunctions.WrongTriggerType), "'Wrong'", "must be a TimerInfo")]
    [DataRow(typeof(BadFunctions.BrokenRoute), "'Broken'", "'a/{b' is not valid")]
    [DataRow(typeof(BadFunctions.UnknownConstraint), "'Unknown'", "'whole' is not a route constraint")]
    [DataRow(typeof(BadFunctions.SameRoute), "'Second'", "those of function 'First' too")]
    [DataRow(typeof(BadFunctions.FiveFields), "'Five'", "has 5 fields")]
    [DataRow(typeof(BadFunctions.MissingSetting), "'Unset'", "Sweep__Schedule, which is not set")]
    public async Task A_function_that_cannot_work_stops_the_start_with_a_line_that_names_it(Type functions, string name, string reason)
    {
        var options = new FunctionsHostOptions
        {
            Assembly = functions.Assembly,
            Classes = [functions],
            ConfigureServices = (_, _) => { },
            Settings = new ConfigurationBuilder().Build(),
        };

        var failure = await Assert.ThrowsExactlyAsync<StartupException>(() => FunctionsHost.StartAsync(options, TestContext.CancellationToken));

        StringAssert.Contains(failure.Message, name, StringComparison.OrdinalIgnoreCase);
        StringAssert.Contains(failure.Message, reason, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", failure.Message);
    }
}
