using GovStack.LoadTest;

return await new LoadTestCommand().Create().Parse(args).InvokeAsync();
