using Azure;
using EmailSync.LocalHost.Durable.Hub;
using EmailSync.LocalHost.Hosting;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.LocalHost;

[TestClass]
public sealed class StartFailureTests
{
    [TestMethod]
    public void Several_wrong_settings_are_one_line_that_names_the_first()
    {
        var failure = new AggregateException(
            new OptionsValidationException("a", typeof(object), ["Gmail__ClientId is missing.", "Gmail__ClientSecret is missing."]),
            new OptionsValidationException("b", typeof(object), ["EmailSync__ApiKey is missing."]));

        Assert.AreEqual("Gmail__ClientId is missing. (2 more after this one.)", StartFailure.OneLine(failure, 7071));
    }

    [TestMethod]
    public void A_hub_that_another_process_owns_is_one_line()
    {
        var failure = new AggregateException(new HubOwnedException("The task hub is owned by process 12."));

        Assert.AreEqual("The task hub is owned by process 12.", StartFailure.OneLine(failure, 7071));
    }

    [TestMethod]
    [DataRow(0, "does not answer")]
    [DataRow(403, "status 403")]
    public void Storage_that_cannot_be_used_is_one_line(int status, string words) =>
        StringAssert.Contains(StartFailure.OneLine(new RequestFailedException(status, "long\nstory"), 7071), words, StringComparison.Ordinal);

    [TestMethod]
    public void What_the_user_cannot_mend_is_not_put_into_a_line() =>
        Assert.IsNull(StartFailure.OneLine(new NotSupportedException("a defect"), 7071));
}
