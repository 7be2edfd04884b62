using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Tests.LocalHost;

/// <summary>One mistake in each class.</summary>
public static class BadFunctions
{
    public static class NoTrigger
    {
        [Function("Idle")]
        public static void Run(string text) => _ = text;
    }

    public static class SameName
    {
        [Function("Twin")]
        public static void One([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;

        [Function("twin")]
        public static void Two([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public static class OddParameter
    {
        [Function("Odd")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, Stream stream) => _ = (request, stream);
    }

    public static class WrongTriggerType
    {
        [Function("Wrong")]
        public static void Run([TimerTrigger("0 * * * * *")] string timer) => _ = timer;
    }

    public static class BrokenRoute
    {
        [Function("Broken")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{b")] HttpRequest request) => _ = request;
    }

    public static class UnknownConstraint
    {
        [Function("Unknown")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{b:whole}")] HttpRequest request) => _ = request;
    }

    public static class SameRoute
    {
        [Function("First")]
        public static void One([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a/{b}")] HttpRequest request) => _ = request;

        [Function("Second")]
        public static void Two([HttpTrigger(AuthorizationLevel.Anonymous, "post", "get", Route = "A/{c}")] HttpRequest request) => _ = request;
    }

    public static class FiveFields
    {
        [Function("Five")]
        public static void Run([TimerTrigger("* * * * *")] TimerInfo timer) => _ = timer;
    }

    public static class MissingSetting
    {
        [Function("Unset")]
        public static void Run([TimerTrigger("%Sweep__Schedule%")] TimerInfo timer) => _ = timer;
    }
}
