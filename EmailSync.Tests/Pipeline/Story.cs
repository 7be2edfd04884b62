namespace EmailSync.Tests.Pipeline;

/// <summary>Stories that hold whoever the provider is: each class of them runs once for every choice of homes.</summary>
public abstract class Story
{
    private protected abstract Homes Homes { get; }

    private protected Task<PipelineWorld> StartAsync() => PipelineWorld.StartAsync(Homes);

    private protected Task<PipelineWorld> StartConnectedAsync() => PipelineWorld.StartConnectedAsync(Homes);
}
