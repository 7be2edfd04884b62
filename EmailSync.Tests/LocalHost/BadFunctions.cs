using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Tests.LocalHost;

/// <summary>One mistake in each class.</summary>
public static class BadFunctions
{
    public sealed class NoTrigger
    {
        [Function("Idle")]
        public void Run(string text) => _ = text;
    }

    public sealed class SameName
    {
        [Function("Twin")]
        public void One([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;

        [Function("twin")]
        public void Two([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class OddParameter
    {
        [Function("Odd")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, Stream stream) => _ = (request, stream);
    }

    public sealed class WrongTriggerType
    {
        [Function("Wrong")]
        public void Run([TimerTrigger("0 * * * * *")] string timer) => _ = timer;
    }

    public sealed class BrokenRoute
    {
        [Function("Broken")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{b")] HttpRequest request) => _ = request;
    }

    public sealed class UnknownConstraint
    {
        [Function("Unknown")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{b:whole}")] HttpRequest request) => _ = request;
    }

    public sealed class SameRoute
    {
        [Function("First")]
        public void One([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a/{b}")] HttpRequest request) => _ = request;

        [Function("Second")]
        public void Two([HttpTrigger(AuthorizationLevel.Anonymous, "post", "get", Route = "A/{c}")] HttpRequest request) => _ = request;
    }

    public sealed class FiveFields
    {
        [Function("Five")]
        public void Run([TimerTrigger("* * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class MissingSetting
    {
        [Function("Unset")]
        public void Run([TimerTrigger("%Sweep__Schedule%")] TimerInfo timer) => _ = timer;
    }
}
