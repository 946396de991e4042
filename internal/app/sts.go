package app

import (
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"strowger/internal/auth"
)

// What the one operation of the Security Token Service looks like on the wire:
// the query protocol, answered in XML.
const (
	stsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/"
	stsVersion   = "2011-06-15"
	stsMaxBody   = 64 << 10
)

type callerIdentityResponse struct {
	XMLName   xml.Name `xml:"GetCallerIdentityResponse"`
	Namespace string   `xml:"xmlns,attr"`
	ARN       string   `xml:"GetCallerIdentityResult>Arn"`
	UserID    string   `xml:"GetCallerIdentityResult>UserId"`
	Account   string   `xml:"GetCallerIdentityResult>Account"`
	RequestID string   `xml:"ResponseMetadata>RequestId"`
}

type stsErrorResponse struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

// sts answers GetCallerIdentity, which infrastructure tools ask before anything
// else. As in AWS no policy can deny it.
func (a *App) sts(v verifier) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := uuid.NewString()
		refuse := func(status int, code, message string) {
			writeXML(w, request, status, &stsErrorResponse{Namespace: stsNamespace, Type: "Sender", Code: code, Message: message, RequestID: request})
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, stsMaxBody))
		if err != nil {
			refuse(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The request body cannot be read or is too long.")
			return
		}
		principal, err := v.Verify(r, body, time.Now())
		var refusal *auth.SignatureError
		switch {
		case errors.As(err, &refusal):
			refuse(refusal.Status, stsCode(refusal.Code), refusal.Message)
			return
		case err != nil: // whoever it is: nobody says who a caller is without knowing
			a.options.Log.Error("GetCallerIdentity", "error", err)
			refuse(http.StatusInternalServerError, "InternalFailure", "The server could not verify the signature.")
			return
		}
		form := r.URL.Query()
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); r.Method == http.MethodPost && kind == "application/x-www-form-urlencoded" {
			if form, err = url.ParseQuery(string(body)); err != nil {
				refuse(http.StatusBadRequest, "MalformedQueryString", "The body is not a form.")
				return
			}
		}
		if form.Get("Action") != "GetCallerIdentity" || form.Get("Version") != stsVersion {
			refuse(http.StatusBadRequest, "InvalidAction", "Could not find operation "+form.Get("Action")+" for version "+form.Get("Version"))
			return
		}
		id := principal.AccessKeyID
		if id == "" {
			id = principal.Name
		}
		writeXML(w, request, http.StatusOK, &callerIdentityResponse{Namespace: stsNamespace, ARN: userARN(a.options.Account, principal),
			UserID: id, Account: a.options.Account, RequestID: request})
	})
}

// stsCode is the code of a refused signature in the query protocol.
func stsCode(code auth.SignatureCode) string {
	switch code {
	case auth.UnrecognizedClient:
		return "InvalidClientTokenId"
	case auth.InvalidSignature:
		return "SignatureDoesNotMatch"
	case auth.IncompleteSignature:
		return "IncompleteSignature"
	default:
		return "MissingAuthenticationToken"
	}
}

func writeXML(w http.ResponseWriter, request string, status int, answer any) {
	body, err := xml.Marshal(answer)
	if err != nil {
		http.Error(w, "InternalFailure", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.Header().Set("X-Amzn-Requestid", request)
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
