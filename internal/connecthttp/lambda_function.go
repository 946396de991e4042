package connecthttp

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// AssociateLambdaFunction notes a function that flows may call.
//
// Not built: functions are kept and shown; no flow calls one.
func (s *Service) AssociateLambdaFunction(ctx context.Context, in *connectapi.AssociateLambdaFunctionInput) (*connectapi.AssociateLambdaFunctionOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if !isARNOf(*in.FunctionArn, "lambda", "function:") {
		return nil, center.Errorf(center.Invalid, "FunctionArn is not the ARN of a function.")
	}
	_, err = associate(ctx, instance, &center.Association{Type: center.LambdaFunction, Value: *in.FunctionArn, Token: text(in.ClientToken)})
	return nil, err
}

// ListLambdaFunctions lists the functions noted.
func (s *Service) ListLambdaFunctions(_ context.Context, in *connectapi.ListLambdaFunctionsInput) (*connectapi.ListLambdaFunctionsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	items, next, err := associations(instance.Directory(), center.LambdaFunction, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &connectapi.ListLambdaFunctionsOutput{LambdaFunctions: values(items), NextToken: next}, nil
}

// DisassociateLambdaFunction takes a function back.
func (s *Service) DisassociateLambdaFunction(ctx context.Context, in *connectapi.DisassociateLambdaFunctionInput) (*connectapi.DisassociateLambdaFunctionOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, disassociate(ctx, instance, center.LambdaFunction, *in.FunctionArn)
}
